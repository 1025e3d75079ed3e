// Through a Janus server (VideoRoom plugin, docs: janus.conf.meetecho.com/docs/videoroom): we publish once and
// subscribe to each other publisher. Whom a stream belongs to is said by its number at the server, which nobody
// but its owner knew before they came: the room tells the others its hash alone (rooms/domain/feeds.py).

const ALIVE = 25_000; // ms; the server ends a session that was silent for a minute
const PLUGIN = "janus.plugin.videoroom";

async function hashOf(id) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(String(id)));
  return [...new Uint8Array(bytes)].map((each) => each.toString(16).padStart(2, "0")).join("");
}

export class Janus {
  constructor({ stream, me, facts, changed, gone, failed }) {
    Object.assign(this, { stream, me, facts, changed, gone, failed });
    this.answers = new Map();
    this.handles = new Map();
    this.feeds = new Map();
    this.seen = new Set();
    this.people = [];
    this.socket = new WebSocket(facts.url, "janus-protocol");
    this.socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    this.socket.onclose = () => this.over || this.failed();
    this.socket.onopen = () => this.come().catch(() => this.over || this.failed());
    this.network = () => this.mine?.signalingState === "stable" && this.publish({ iceRestart: true }).catch(() => this.failed());
    window.addEventListener("online", this.network);
  }

  ask(said) {
    const transaction = crypto.randomUUID();
    const token = this.facts.auth ? { token: this.facts.auth } : {};
    this.socket.send(JSON.stringify({ ...said, ...token, transaction, ...(this.session ? { session_id: this.session } : {}) }));
    return new Promise((done, refused) => this.answers.set(transaction, { done, refused, asks: said.janus === "message" }));
  }

  async come() {
    this.session = (await this.ask({ janus: "create" })).data.id;
    this.timer = setInterval(() => this.ask({ janus: "keepalive" }), ALIVE);
    this.own = await this.attach();
    const { room, pin, token, feed } = this.facts;
    const joined = await this.tell(this.own, { request: "join", ptype: "publisher", room, pin, token, id: feed });
    this.secret = joined.data.private_id;
    if (this.facts.speaks) await this.publish();
    await this.watch(joined.data.publishers);
  }

  async attach(on = () => {}) {
    const { data } = await this.ask({ janus: "attach", plugin: PLUGIN });
    this.handles.set(data.id, on);
    return data.id;
  }

  /** Send a message to a handle; its event. */
  async tell(handle, body, jsep) {
    const event = await this.ask({ janus: "message", handle_id: handle, body, ...(jsep ? { jsep } : {}) });
    return { data: event.plugindata.data, jsep: event.jsep };
  }

  hear(said) {
    const asked = this.answers.get(said.transaction);
    if (asked && !(asked.asks && said.janus === "ack")) {
      this.answers.delete(said.transaction);
      const trouble = said.error ?? (said.plugindata?.data.error && { reason: said.plugindata.data.error });
      return trouble ? asked.refused(new Error(trouble.reason)) : asked.done(said);
    }
    if (said.janus === "event" && said.sender === this.own) {
      const { publishers, unpublished, leaving, reason } = said.plugindata.data;
      if (publishers) this.watch(publishers);
      for (const feed of [unpublished, leaving]) this.drop(feed);
      // Put out by the server: where we still have a seat we come in again.
      if (leaving === "ok" && reason === "kicked" && !this.over) this.failed();
    }
    if (said.janus === "timeout") this.socket.close();
    return undefined;
  }

  connect(handle) {
    const pc = new RTCPeerConnection({ iceServers: this.facts.ice_servers });
    pc.onicecandidate = ({ candidate }) => this.ask({ janus: "trickle", handle_id: handle, candidate: candidate ?? { completed: true } }).catch(() => {});
    return pc;
  }

  async publish(how = {}) {
    if (!this.mine) {
      this.mine = this.connect(this.own);
      for (const track of this.stream.getTracks()) this.mine.addTransceiver(track, { direction: "sendonly", streams: [this.stream] });
      this.mine.onconnectionstatechange = () => this.mine.connectionState === "failed" && !this.over && this.failed();
    }
    await this.mine.setLocalDescription(await this.mine.createOffer(how));
    const { jsep } = await this.tell(this.own, { request: how.iceRestart ? "configure" : "publish" }, this.mine.localDescription);
    await this.mine.setRemoteDescription(jsep);
  }

  /** People who are in the room now: a stream that came before its owner was known is shown now. */
  meet(people) {
    this.people = people;
    if (this.seen.size) this.watch([...this.seen].map((id) => ({ id }))).catch(() => {});
  }

  async watch(publishers) {
    for (const { id } of publishers) {
      this.seen.add(id);
      const hash = await hashOf(id);
      const number = this.people.find((person) => person.feed === hash)?.number;
      if (number === undefined || this.feeds.has(id)) continue;
      const feed = { number, media: new MediaStream() };
      this.feeds.set(id, feed);
      feed.handle = await this.attach();
      const { room, pin } = this.facts;
      const offered = await this.tell(feed.handle, { request: "join", ptype: "subscriber", room, pin, private_id: this.secret, streams: [{ feed: id }] });
      feed.pc = this.connect(feed.handle);
      feed.pc.onconnectionstatechange = () => this.changed(feed);
      feed.pc.ontrack = ({ track }) => {
        feed.media.addTrack(track);
        this.changed(feed);
      };
      await feed.pc.setRemoteDescription(offered.jsep);
      await feed.pc.setLocalDescription();
      await this.tell(feed.handle, { request: "start", room }, feed.pc.localDescription);
    }
  }

  drop(id) {
    this.seen.delete(id);
    const feed = this.feeds.get(id);
    if (!feed) return;
    this.feeds.delete(id);
    feed.pc?.close();
    this.gone(feed.number);
    this.ask({ janus: "detach", handle_id: feed.handle }).catch(() => {});
  }

  replace(track) {
    return this.mine?.getSenders().find((sender) => sender.track?.kind === track.kind)?.replaceTrack(track);
  }

  close() {
    this.over = true;
    clearInterval(this.timer);
    window.removeEventListener("online", this.network);
    for (const [, feed] of this.feeds) {
      feed.pc?.close();
      this.gone(feed.number);
    }
    this.mine?.close();
    this.socket.close();
  }
}
