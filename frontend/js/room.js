// A video room: device check, lobby, meeting, the way to the next room. Words stand in the page, in its language.
import { Devices } from "./room-devices.js";
import { Janus } from "./room-janus.js";
import { Live } from "./room-live.js";
import { Mesh } from "./room-mesh.js";
import { Recorder } from "./room-recorder.js";

const LEAD = 10; // seconds somebody may still refuse to be led to the next room
const ON = "#on"; // behind the address of a room somebody was led to
const root = document.querySelector("[data-room]");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const words = Object.fromEntries([...root.querySelectorAll("[data-word]")].map((each) => [each.dataset.word, each.textContent]));

/** 65 as 1:05, 3665 as 1:01:05. */
const clock = (seconds) => {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((each, at) => (at ? String(each).padStart(2, "0") : each)).join(":");
};

class Room {
  constructor() {
    this.devices = new Devices(root);
    this.tiles = new Map();
    this.state = null;
    this.next = null;
    this.offset = 0;
    // As the page was told; once inside, as the room says.
    this.ends = Date.now() + Number(part("left").dataset.seconds) * 1000;
    this.live = new Live({
      tickets: root.dataset.tickets, token: root.querySelector("[name=csrfmiddlewaretoken]").value,
      connection: root.dataset.connection,
    });
    this.live.addEventListener("state", ({ detail }) => this.show(detail));
    this.live.addEventListener("described", ({ detail }) => this.media?.hear?.(detail));
    this.live.addEventListener("next", ({ detail }) => { this.next = detail; });
    this.live.addEventListener("line", ({ detail }) => {
      part("cut").hidden = detail;
      // While we hear nothing, somebody may have withdrawn their consent.
      if (!detail && this.recorder) this.keep();
    });
    this.live.addEventListener("ended", ({ detail }) => this.end(detail));
    this.wire();
  }

  wire() {
    const on = (name, act) => part(name)?.addEventListener("click", () => act().catch((error) => this.say(error.message)));
    on("enter", () => this.come());
    on("leave", async () => { this.live.leave(); this.end(""); });
    on("microphone", async () => this.toggle("audio", part("microphone")));
    on("camera", async () => this.toggle("video", part("camera")));
    on("screen", () => this.share());
    on("agree", () => this.live.act(this.me.agreed ? "withdraw" : "agree"));
    on("record", () => this.record());
    on("stay", async () => clearInterval(this.leading));
    part("chat").addEventListener("submit", (event) => {
      event.preventDefault();
      const field = part("chat").elements.text;
      this.live.act("say", { text: field.value }).then(() => { field.value = ""; }, (error) => this.say(error.message));
    });
    part("file").addEventListener("change", () => this.give());
    part("people").addEventListener("click", ({ target }) => {
      const number = target.closest("[data-admit]")?.dataset.admit;
      if (number) this.live.act("admit", { number: Number(number) }).catch((error) => this.say(error.message));
    });
    this.devices.onchange = (track) => this.media?.replace(track);
    setInterval(() => this.tick(), 1000);
  }

  async check() {
    this.stage("check");
    if (root.dataset.speaks === "no") return undefined;
    if (!navigator.mediaDevices) return this.say(words.insecure);
    const { video, audio } = await this.devices.begin();
    if (!audio) this.say(words["no-microphone"]);
    else if (!video) this.say(words["no-camera"]);
  }

  async come() {
    part("enter").disabled = true;
    await this.live.open();
  }

  get me() {
    return this.state.people.find((person) => person.number === this.state.me);
  }

  show(state) {
    this.state = state;
    this.offset = new Date(state.now) - Date.now();
    if (!state.open) return this.end("");
    this.stage(state.waits ? "lobby" : "meeting");
    this.people(state);
    this.lines(state);
    this.recording(state);
    if (!state.waits) this.meet();
    this.tick();
  }

  async meet() {
    if (!this.media && !this.entering) {
      this.entering = this.live.act("enter").then((facts) => this.begin(facts), (error) => {
        this.entering = null;
        this.say(error.message);
      });
    }
    await this.entering;
    const others = this.state.people.filter((person) => person.number !== this.state.me && !person.waits);
    this.media?.meet?.(others);
  }

  begin(facts) {
    if (part("own")) part("own").srcObject = this.devices.stream;
    if (facts.way === "link") {
      part("link").href = facts.address;
      part("link").hidden = false;
      return;
    }
    const given = {
      live: this.live, me: this.state.me, mine: this.me.connection, stream: this.devices.stream, facts,
      changed: (peer) => this.tile(peer), gone: (number) => this.untile(number), failed: () => this.again(),
    };
    this.media = facts.way === "janus" ? new Janus(given) : new Mesh(given);
  }

  /** The server lost us: come in again. */
  again() {
    this.media?.close();
    this.media = this.entering = null;
    setTimeout(() => this.state?.open && this.meet(), 1000);
  }

  tile({ number, media, pc }) {
    let tile = this.tiles.get(number);
    if (!tile) {
      tile = part("tile").content.firstElementChild.cloneNode(true);
      this.tiles.set(number, tile);
      part("tiles").append(tile);
    }
    const video = tile.querySelector("video");
    if (video.srcObject !== media) video.srcObject = media;
    video.play().catch(() => this.say(words.play));
    const person = this.state.people.find((each) => each.number === number);
    tile.querySelector("[data-name]").textContent = person?.name ?? "";
    tile.querySelector("[data-cut]").hidden = pc.connectionState === "connected";
    part("alone").hidden = true;
  }

  untile(number) {
    this.tiles.get(number)?.remove();
    this.tiles.delete(number);
    part("alone").hidden = this.tiles.size > 0;
  }

  people(state) {
    const leads = ["host", "staff"].includes(this.me.role);
    part("people").replaceChildren(...state.people.map((person) => {
      const row = part("person").content.firstElementChild.cloneNode(true);
      row.querySelector("[data-name]").textContent = person.name;
      const said = [words[`role-${person.role}`]];
      if (person.number === state.me) said.push(words.you);
      if (!person.connection) said.push(words.away);
      else if (person.waits) said.push(words.waiting);
      if (person.agreed) said.push(words.agreed);
      row.querySelector("[data-said]").textContent = said.join(" · ");
      const admit = row.querySelector("[data-admit]");
      if (leads && person.waits && person.connection) admit.dataset.admit = person.number;
      else admit.remove();
      return row;
    }));
    const knocking = leads && state.people.some((person) => person.waits && person.connection);
    part("knocking").hidden = !knocking;
  }

  lines(state) {
    const box = part("lines");
    const shown = box.children.length;
    for (const line of state.lines.filter(({ id }) => id > Number(box.dataset.last ?? 0))) {
      const row = part("line").content.firstElementChild.cloneNode(true);
      row.classList.toggle("agency", line.from === state.me);
      row.querySelector("[data-name]").textContent = line.name;
      row.querySelector("[data-text]").textContent = line.text;
      box.append(row);
      box.dataset.last = line.id;
    }
    if (box.children.length > shown) box.lastElementChild.scrollIntoView({ block: "nearest" });
    part("files").replaceChildren(...state.files.map((file) => {
      const row = part("given").content.firstElementChild.cloneNode(true);
      const link = row.querySelector("a");
      link.textContent = file.name;
      if (file.ready) link.href = `${root.dataset.files}${file.id}/`;
      row.querySelector("[data-said]").textContent = file.ready ? file.from : words.scanning;
      return row;
    }));
  }

  recording(state) {
    const there = state.people.filter((person) => person.connection);
    part("recording").hidden = !state.recording;
    if (this.recorder && state.recording) this.begun = state.recording;
    if (this.recorder && this.begun && !state.recording) this.keep();
    part("agree").textContent = this.me.agreed ? words.withdraw : words.agree;
    part("agree").setAttribute("aria-pressed", String(this.me.agreed));
    const leads = ["host", "staff"].includes(this.me.role);
    part("record").hidden = !state.recording && !(leads && there.every((person) => person.agreed));
    part("record").textContent = state.recording ? words.stop : words.record;
  }

  /** Begin, where the database lets us; the file is made here, by whoever pressed the button. */
  async record() {
    if (this.state.recording) return this.live.act("stop");
    await this.live.act("record");
    const others = () => [...this.tiles.values()].map((tile) => tile.querySelector("video").srcObject);
    this.recorder = new Recorder(() => [this.devices.stream, ...others()]);
    this.begun = this.state.recording;
  }

  /** A recording of ours ends when the database says that none runs, whoever ended it, or the line is lost. */
  async keep() {
    const { recorder } = this;
    this.recorder = null;
    const file = await recorder.stop();
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `${document.title}.webm` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  toggle(kind, button) {
    const tracks = this.devices.stream.getTracks().filter((track) => track.kind === kind);
    for (const track of tracks) track.enabled = !track.enabled;
    const off = !tracks.some((track) => track.enabled);
    button.setAttribute("aria-pressed", String(off));
    button.querySelector("[data-label]").textContent = words[`${kind}-${off ? "on" : "off"}`];
  }

  async share() {
    if (this.screen) return this.unshare();
    const given = await navigator.mediaDevices.getDisplayMedia({ video: true }).catch(() => null);
    if (!given) return;
    this.screen = given.getVideoTracks()[0];
    this.screen.onended = () => this.unshare();
    part("screen").setAttribute("aria-pressed", "true");
    part("screen").querySelector("[data-label]").textContent = words["screen-off"];
    await this.media?.replace(this.screen);
  }

  async unshare() {
    this.screen?.stop();
    this.screen = null;
    part("screen").setAttribute("aria-pressed", "false");
    part("screen").querySelector("[data-label]").textContent = words["screen-on"];
    const [camera] = this.devices.stream.getVideoTracks();
    if (camera) await this.media?.replace(camera);
  }

  async give() {
    const field = part("file");
    const body = new FormData();
    body.set("file", field.files[0]);
    body.set("csrfmiddlewaretoken", root.querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(root.dataset.files, { method: "POST", body }).catch(() => null);
    field.value = "";
    if (!answer?.ok) this.say((await answer?.json().catch(() => ({})))?.problem ?? words.offline);
  }

  /** Every second: the time left, and at the end the way on. */
  tick() {
    const ends = this.state ? new Date(this.state.ends_at) - this.offset : this.ends;
    const left = Math.round((ends - Date.now()) / 1000);
    part("left").textContent = clock(Math.max(0, left));
    part("left").classList.toggle("trouble", left < 120);
    if (this.state && left <= 0 && !this.led) this.lead();
  }

  lead() {
    if (!this.next || new Date(this.next.opens_at) > Date.now() + this.offset) return;
    this.led = true;
    let seconds = LEAD;
    part("on").hidden = false;
    part("on-title").textContent = this.next.title;
    part("on-link").href = this.next.address;
    this.leading = setInterval(() => {
      part("on-seconds").textContent = seconds;
      seconds -= 1;
      if (seconds >= 0) return;
      clearInterval(this.leading);
      this.live.leave();
      location.assign(`${this.next.address}${ON}`);
    }, 1000);
  }

  end(why) {
    if (this.recorder) this.keep();
    this.media?.close();
    this.media = null;
    this.devices.stop();
    this.stage("over");
    part("why").textContent = why;
    if (this.next) {
      part("next").hidden = false;
      part("next-link").textContent = this.next.title;
      part("next-link").href = this.next.address;
    }
    if (!this.led) this.lead();
  }

  stage(name) {
    for (const each of root.querySelectorAll("[data-stage]")) each.hidden = each.dataset.stage !== name;
    if (this.at !== name) root.querySelector(`[data-stage="${name}"]`).querySelector("h2")?.focus();
    this.at = name;
  }

  say(text) {
    part("said").hidden = !text;
    part("said").textContent = text;
  }
}

const opens = Number(root.dataset.opensIn);
if (root.dataset.open === "yes") {
  const room = new Room();
  // Whoever is led from one room to the next has checked their devices, and goes in.
  room.check().then(() => location.hash === ON && room.come()).catch((error) => room.say(error.message));
} else if (opens > 0) setTimeout(() => location.reload(), Math.min(opens * 1000 + 500, 2 ** 31 - 1));
