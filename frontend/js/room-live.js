// Live messages of a room: a stream in (server-sent events), acts out (POST), each with a ticket that the page
// gets by its session or its link. What was said while the line was cut is told afterwards: the stream names
// the last message it heard, and acts wait in their order until they are taken.

const RENEW = 120_000; // ms: a ticket holds for five minutes
const AGAIN = [500, 1000, 2000, 4000]; // ms until a lost line is tried again

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Live extends EventTarget {
  constructor({ tickets, token, connection }) {
    super();
    Object.assign(this, { tickets, token, connection });
    this.last = null;
    this.up = this.trying = false;
    this.failures = 0;
    this.waiting = [];
    this.over = false;
    window.addEventListener("online", () => this.#reopen());
    window.addEventListener("offline", () => this.source && this.#lost());
    window.addEventListener("pagehide", () => this.leave());
  }

  async open() {
    await this.#renew();
    this.timer = setInterval(() => this.#renew().catch(() => {}), RENEW);
    this.#listen();
  }

  /** Do something; the answer's JSON. Throws an Error whose message is the server's sentence. */
  act(name, said = {}) {
    return new Promise((done, failed) => {
      this.waiting.push({ body: JSON.stringify({ act: name, ...said }), done, failed });
      if (this.waiting.length === 1) this.#send();
    });
  }

  leave() {
    this.over = true;
    clearInterval(this.timer);
    this.source?.close();
    if (this.ticket) navigator.sendBeacon(`${this.live}act?ticket=${this.ticket}`, JSON.stringify({ act: "leave" }));
  }

  async #renew() {
    const body = new URLSearchParams({ connection: this.connection, csrfmiddlewaretoken: this.token });
    const answer = await fetch(this.tickets, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    const said = await answer.json();
    this.ticket = encodeURIComponent(said.ticket);
    this.live = said.live;
    this.#tell("next", said.next);
  }

  get #address() {
    return `${this.live}stream?ticket=${this.ticket}${this.last === null ? "" : `&after=${this.last}`}`;
  }

  #listen() {
    const source = new EventSource(this.#address);
    this.source = source;
    const heard = (event) => {
      const number = Number(event.lastEventId);
      if (this.source !== source || (event.type === "described" && this.last !== null && number <= this.last)) return;
      this.last = number;
      this.failures = 0;
      this.#tell(event.type, JSON.parse(event.data));
    };
    source.addEventListener("state", heard);
    source.addEventListener("described", heard);
    source.addEventListener("out", () => this.#end(""));
    source.addEventListener("open", () => {
      this.up = true;
      this.#tell("line", true);
    });
    source.addEventListener("error", () => this.source === source && this.#lost());
  }

  /** Try until the line is back; one try at a time, however often somebody says that it is lost. */
  async #lost() {
    this.source.close();
    this.up = false;
    this.#tell("line", false);
    if (this.trying) return;
    this.trying = true;
    while (!this.over) {
      await pause(AGAIN[Math.min(this.failures, AGAIN.length - 1)]);
      this.failures += 1;
      try {
        await this.#renew();
        const refused = await this.#refused();
        if (refused !== null) this.#end(refused);
        else this.#listen();
        break;
      } catch {
        // still away
      }
    }
    this.trying = false;
  }

  /** The sentence with which the stream is refused for good; null where it is not. */
  async #refused() {
    const answer = await fetch(`${this.live}act?ticket=${this.ticket}`, { method: "POST", body: '{"act":"ask"}' });
    return answer.status === 403 ? (await answer.json()).problem : null;
  }

  #reopen() {
    if (!this.over && this.source) {
      this.failures = 0;
      this.#lost();
    }
  }

  #end(why) {
    this.over = true;
    clearInterval(this.timer);
    this.source.close();
    this.#tell("ended", why);
  }

  async #send() {
    while (this.waiting.length) {
      // Who is not there is not heard: acts wait for the stream.
      if (!this.up && !this.over) {
        await pause(100);
        continue;
      }
      const { body, done, failed } = this.waiting[0];
      let answer = null;
      try {
        answer = await fetch(`${this.live}act?ticket=${this.ticket}`, { method: "POST", body });
      } catch {
        if (this.over) return;
        await pause(1000);
        continue;
      }
      if (answer.status === 401 && !this.over) {
        await this.#renew().catch(() => pause(1000));
        continue;
      }
      this.waiting.shift();
      const said = await answer.json().catch(() => ({}));
      if (answer.ok) done(said);
      else failed(new Error(said.problem ?? String(answer.status)));
    }
  }

  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}
