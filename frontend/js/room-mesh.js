// Browser to browser: one connection to each other person, by perfect negotiation (both may offer; when offers
// cross, the one with the higher number gives way). Each connection object has a name: who hears of a new one
// begins anew, too, so a connection that was closed or broke for good is made again by either side.

const LOOK = 3_000; // ms between two looks at the connections
const BROKEN = 12_000; // ms in which a connection that does not come up is tried by itself
const GATHER = 60; // ms candidates wait for one another

class Peer {
  constructor(mesh, number, connection) {
    Object.assign(this, { mesh, number, connection });
    this.polite = mesh.me > number;
    this.media = new MediaStream();
    this.begin();
  }

  begin() {
    this.pc?.close();
    clearTimeout(this.gathering);
    this.link = crypto.randomUUID();
    this.other = null;
    this.offering = this.ignored = false;
    this.candidates = [];
    this.since = Date.now();
    for (const track of this.media.getTracks()) this.media.removeTrack(track);
    const pc = new RTCPeerConnection({ iceServers: this.mesh.iceServers });
    this.pc = pc;
    pc.onnegotiationneeded = () => this.offer(pc);
    pc.onicecandidate = ({ candidate }) => candidate && this.gather(candidate);
    pc.oniceconnectionstatechange = () => pc.iceConnectionState === "failed" && pc.restartIce();
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === "connected") this.since = Date.now();
      this.mesh.changed(this);
    };
    pc.ontrack = ({ track }) => {
      this.media.addTrack(track);
      track.onended = track.onmute = track.onunmute = () => this.mesh.changed(this);
      this.mesh.changed(this);
    };
    for (const track of this.mesh.stream.getTracks()) pc.addTrack(track, this.mesh.stream);
    if (!this.mesh.stream.getTracks().length) pc.addTransceiver("audio", { direction: "recvonly" });
    if (!this.mesh.stream.getVideoTracks().length) pc.addTransceiver("video", { direction: "sendrecv" });
  }

  async offer(pc) {
    try {
      this.offering = true;
      await pc.setLocalDescription();
      this.send({ description: pc.localDescription });
    } catch {
      // closed meanwhile: the next look begins anew
    } finally {
      this.offering = false;
    }
  }

  gather(candidate) {
    this.candidates.push(candidate);
    clearTimeout(this.gathering);
    this.gathering = setTimeout(() => this.send({ candidates: this.candidates.splice(0) }), GATHER);
  }

  send(said) {
    const names = { link: this.link, to_link: this.other };
    const body = { to: this.number, to_connection: this.connection, ...said };
    if (body.description) body.description = { type: body.description.type, sdp: body.description.sdp, ...names };
    if (body.candidates) body.candidates = body.candidates.map((each) => ({ ...each.toJSON(), ...names }));
    this.mesh.live.act("describe", body).catch(() => {});
  }

  async hear({ description, candidates }) {
    const { link, to_link: mine } = description ?? candidates[0];
    if (mine && mine !== this.link) return;
    if (this.other && this.other !== link) this.begin();
    this.other = link;
    const { pc } = this;
    try {
      if (description) {
        const crossed = description.type === "offer" && (this.offering || pc.signalingState !== "stable");
        this.ignored = !this.polite && crossed;
        if (this.ignored) return;
        await pc.setRemoteDescription({ type: description.type, sdp: description.sdp });
        if (description.type === "offer") {
          await pc.setLocalDescription();
          this.send({ description: pc.localDescription });
        }
      }
      for (const candidate of candidates ?? []) await pc.addIceCandidate(candidate);
    } catch {
      if (!this.ignored && pc.signalingState === "closed") this.begin();
    }
  }

  look() {
    const state = this.pc.connectionState;
    if (state === "closed") this.begin();
    else if (state !== "connected" && Date.now() - this.since > BROKEN) this.begin();
    else if (state === "connected") this.since = Date.now();
  }

  replace(track) {
    const sender = this.pc.getSenders().find((each) => each.track?.kind === track.kind)
      ?? this.pc.getTransceivers().find((each) => each.receiver.track.kind === track.kind)?.sender;
    return sender?.replaceTrack(track);
  }

  close() {
    clearTimeout(this.gathering);
    this.pc.close();
    this.mesh.gone(this.number);
  }
}

export class Mesh {
  /** `changed(peer)` and `gone(number)` are told what there is to see; `stream` is what we send. */
  constructor({ live, me, mine, stream, facts, changed, gone }) {
    Object.assign(this, { live, me, mine, stream, changed, gone });
    this.iceServers = facts.ice_servers;
    this.peers = new Map();
    this.heard = Promise.resolve();
    this.timer = setInterval(() => this.peers.forEach((peer) => peer.look()), LOOK);
    window.addEventListener("online", () => this.peers.forEach(({ pc }) => pc.signalingState !== "closed" && pc.restartIce()));
  }

  /** People who are in the room now. */
  meet(people) {
    const there = new Map(people.map((person) => [person.number, person.connection]));
    for (const [number, peer] of this.peers) {
      const now = there.get(number);
      const cut = !now && peer.pc.connectionState !== "connected";
      if (cut || (now && now !== peer.connection)) {
        this.peers.delete(number);
        peer.close();
      }
    }
    for (const [number, connection] of there) {
      if (connection && !this.peers.has(number)) this.peers.set(number, new Peer(this, number, connection));
    }
  }

  /** A description or candidates from somebody; they are taken one after the other. */
  hear(said) {
    if (said.to_connection !== this.mine) return;
    this.heard = this.heard.then(async () => {
      const known = this.peers.get(said.from);
      if (known && known.connection !== said.connection) {
        this.peers.delete(said.from);
        known.close();
      }
      if (!this.peers.has(said.from)) this.peers.set(said.from, new Peer(this, said.from, said.connection));
      await this.peers.get(said.from).hear(said);
    });
  }

  /** Send another camera, microphone or screen from now on. */
  async replace(track) {
    await Promise.all([...this.peers.values()].map((peer) => peer.replace(track)));
  }

  close() {
    clearInterval(this.timer);
    for (const peer of this.peers.values()) peer.close();
    this.peers.clear();
  }
}
