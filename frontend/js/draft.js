// Writing an application: what is typed is kept on this device at once and stored on the server a moment later.
//
// form[data-draft="USER.APPLICATION"] holds fields in [data-answer=KEY] boxes. What is not stored yet stands in
// localStorage under didim.draft.USER.APPLICATION; boxes with data-sensitive are kept in memory alone. Signing
// out clears all of it. Without scripts the form is sent step by step.

const PREFIX = "didim.draft.";
const PAUSE = 800;
const AGAIN = 5_000;
const OLD = 30 * 24 * 3600 * 1000;

const entriesOf = (box) => [...new FormData(box.closest("form"))]
  .filter(([name]) => belongs(name, box.dataset.answer));
const belongs = (name, key) => name === `a.${key}` || name.startsWith(`a.${key}.`);

class Draft {
  constructor(form) {
    this.form = form;
    this.key = PREFIX + form.dataset.draft;
    this.status = form.querySelector("[data-draft-status]");
    this.conflict = form.querySelector("[data-draft-conflict]");
    this.version = Number(form.elements.version.value);
    this.pending = new Map(); // key → {entries, base, at}: typed, not stored yet
    this.read = new Map(); // key → version, where a field was read later than the whole
    this.disputed = new Set();
    this.sending = null;
    this.timer = 0;
    this.restore();
  }

  box(key) { return this.form.querySelector(`[data-answer="${CSS.escape(key)}"]`); }

  say(what, words = {}) {
    const text = this.status.dataset[what] || "";
    this.status.textContent = Object.entries(words).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);
    this.status.dataset.state = what;
  }

  // Keeping on this device

  stored() {
    try { return JSON.parse(localStorage.getItem(this.key)) || {}; } catch { return {}; }
  }

  keep() {
    const fields = {};
    for (const [key, change] of this.pending) if (!this.box(key)?.dataset.sensitive) fields[key] = change;
    try {
      localStorage.setItem(this.key, JSON.stringify({ fields, version: this.version, at: Date.now() }));
    } catch { /* A full or forbidden store: the server still gets everything. */ }
  }

  restore() {
    const { fields = {} } = this.stored();
    for (const [key, change] of Object.entries(fields)) {
      this.pending.set(key, change);
      const box = this.box(key);
      if (box) fill(box, change.entries);
    }
    if (this.pending.size) { this.say("restored"); this.later(0); }
  }

  // Typing

  changed(box, pause = PAUSE) {
    const key = box.dataset.answer;
    const base = this.pending.get(key)?.base ?? this.read.get(key) ?? this.version;
    this.pending.set(key, { entries: entriesOf(box), base, at: Date.now() });
    this.keep();
    if (navigator.onLine) this.say("saving"); else this.say("offline");
    this.later(pause);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  // Storing on the server

  body(keys = [...this.pending.keys()]) {
    const { elements, dataset } = this.form;
    const body = new URLSearchParams({ version: this.version, revision: elements.revision.value, step: dataset.step });
    for (const key of keys) {
      const { entries, base } = this.pending.get(key);
      body.append("asked", key);
      body.append(`base.${key}`, base);
      for (const [name, value] of entries) body.append(name, value);
    }
    return body;
  }

  async send(keepalive = false) {
    const keys = [...this.pending.keys()].filter((key) => !this.disputed.has(key));
    if (this.sending || !keys.length) return;
    if (!navigator.onLine) return this.say("offline");
    const sent = new Map(keys.map((key) => [key, this.pending.get(key).at]));
    this.sending = fetch(this.form.dataset.saveUrl, {
      method: "POST", body: this.body(keys), keepalive, redirect: "manual", credentials: "same-origin",
      headers: { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value },
    });
    try {
      await this.answered(await this.sending, sent);
    } catch {
      this.say(navigator.onLine ? "failed" : "offline");
      this.later(AGAIN);
    } finally {
      this.sending = null;
    }
    if (this.status.dataset.state === "saving") this.later(PAUSE);
  }

  async answered(answer, sent) {
    if (answer.type === "opaqueredirect" || answer.status === 403) return this.say("signedOut");
    const told = await answer.json();
    if (answer.status === 422) {
      this.say("refused");
      this.status.append(` ${told.refused.join(" ")}`);
      return;
    }
    if (!answer.ok && answer.status !== 409) throw new Error(`save: ${answer.status}`);
    const disputed = told.conflicts || [];
    for (const [key, at] of sent) {
      if (disputed.includes(key)) this.disputed.add(key);
      else if (this.pending.get(key)?.at === at) this.pending.delete(key);
      // What came back merged with rows of others was typed before they were seen.
      else if (this.pending.has(key) && !told.fields[key]) this.pending.get(key).base = told.version;
    }
    this.take(told);
    this.keep();
    this.say(this.pending.size > this.disputed.size ? "saving" : "saved", { time: told.saved });
    this.conflict.hidden = !this.disputed.size;
  }

  /** Take over the new version, and what others have changed in fields nobody types in here. */
  take(told) {
    this.version = told.version;
    this.form.elements.version.value = told.version;
    this.read.clear();
    for (const [key, html] of Object.entries(told.fields)) {
      const box = this.box(key);
      if (!box || this.pending.has(key)) continue;
      const holder = document.createElement("div");
      holder.innerHTML = html;
      box.replaceWith(holder.firstElementChild);
    }
    for (const [key, sentences] of Object.entries(told.problems)) this.tell(key, sentences);
    this.form.querySelector(".app-answers").dispatchEvent(new Event("input", { bubbles: true }));
    if (told.verdict) this.judge();
  }

  /** Say what is wrong with a stored answer, once nobody is typing in it any more. */
  tell(key, sentences) {
    const box = this.box(key);
    if (!box || (sentences.length && box.contains(document.activeElement))) return;
    box.querySelectorAll(".app-error").forEach((error) => error.remove());
    const field = box.querySelector(".app-field");
    field.classList.toggle("invalid", sentences.length > 0);
    box.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
    if (!sentences.length) return;
    const error = document.createElement("div");
    error.className = "app-error";
    error.id = `a-${key}-error`;
    error.append(...sentences.map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence })));
    (box.querySelector(".app-hint, label, legend") || field.firstElementChild).after(error);
  }

  async judge() {
    const answer = await fetch(this.form.dataset.verdictUrl, { redirect: "manual" });
    const old = document.getElementById("draft-verdict");
    if (!answer.ok || !old) return;
    const holder = document.createElement("div");
    holder.innerHTML = await answer.text();
    old.replaceWith(holder.firstElementChild);
  }

  // Other tabs of this browser

  /** Another tab keeps or has stored something: show it here, unless somebody is typing in it. */
  elsewhere(event) {
    const before = parsed(event.oldValue).fields || {};
    const now = parsed(event.newValue);
    for (const [key, change] of Object.entries(now.fields || {})) {
      const box = this.box(key);
      if (box && !this.pending.has(key)) fill(box, change.entries);
    }
    for (const key of Object.keys(before)) {
      if (!(now.fields || {})[key] && !this.pending.has(key)) this.read.set(key, now.version || this.version);
    }
  }

  /** Whether leaving now could lose something: what only this page knows, or cannot be sent. */
  get atRisk() {
    const secret = [...this.pending.keys()].some((key) => this.box(key)?.dataset.sensitive);
    return this.pending.size > 0 && (secret || !navigator.onLine || ["failed", "signedOut"].includes(this.status.dataset.state));
  }
}

function parsed(text) {
  try { return JSON.parse(text) || {}; } catch { return {}; }
}

/** Put kept entries back into the inputs of a box; rows that are not there are added. */
function fill(box, entries) {
  const key = box.dataset.answer;
  const rows = new Set(entries.map(([name]) => name).filter((name) => name.split(".").length === 4).map((name) => name.split(".")[2]));
  const template = box.querySelector("[data-rows] > template");
  for (const row of template ? rows : []) {
    if (box.querySelector(`[name^="a.${key}.${CSS.escape(row)}."]`)) continue;
    const holder = document.createElement("div");
    const number = box.querySelectorAll("[data-row]").length + 1;
    holder.innerHTML = template.innerHTML.replaceAll("__row__", row).replaceAll("__number__", number);
    template.before(holder.firstElementChild);
  }
  for (const input of box.querySelectorAll("[name^='a.']")) {
    const values = entries.filter(([name]) => name === input.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(input.type)) input.checked = values.includes(input.value);
    else if (values.length || rows.size) input.value = values[0] ?? "";
  }
}

let draft = null;
/** Return the field somebody types in; files go their own way. */
function boxOf(event) {
  const input = event.target;
  if (!draft || !(input instanceof Element) || !draft.form.contains(input) || input.type === "file") return null;
  return input.closest("[data-answer]");
}

document.addEventListener("input", (event) => {
  const box = boxOf(event);
  if (box) draft.changed(box);
});
// Whoever leaves a field, or chooses, need not wait.
for (const kind of ["change", "focusout"]) {
  document.addEventListener(kind, (event) => boxOf(event) && draft.pending.size && draft.later(50));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (/\/logout\/$/.test(form.action)) clear();
  if (form.dataset.draftSettles) forget(form);
  if (!draft) return;
  if (form.id === "draft-merge") {
    for (const [name, value] of draft.body([...draft.disputed])) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
  }
  if (form === draft.form) {
    // The whole step goes along now; fields read at another version say so.
    for (const [key, { base }] of draft.pending) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: `base.${key}`, value: base }));
    }
    clearTimeout(draft.timer);
    draft.leaving = true;
  }
});

/** What stands on the page of disagreements is decided there: it is not sent again from here. */
function forget(form) {
  const name = PREFIX + form.dataset.draftSettles;
  const kept = parsed(localStorage.getItem(name));
  for (const box of form.querySelectorAll("[data-settles]")) delete kept.fields?.[box.dataset.settles];
  localStorage.setItem(name, JSON.stringify(kept));
}

function clear() {
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
}

function clearOld() {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && !(parsed(localStorage.getItem(name)).at > Date.now() - OLD)) localStorage.removeItem(name);
  }
}

window.addEventListener("online", () => draft?.send());
window.addEventListener("offline", () => draft?.pending.size && draft.say("offline"));
window.addEventListener("storage", (event) => draft && event.key === draft.key && draft.elsewhere(event));
window.addEventListener("beforeunload", (event) => draft && !draft.leaving && draft.atRisk && event.preventDefault());
document.addEventListener("visibilitychange", () => document.hidden && draft && !draft.leaving && draft.send(true));

// The time left, counted down by the server's clock.
function countDown() {
  for (const shown of document.querySelectorAll("[data-deadline]")) {
    const end = new Date(shown.dataset.deadline);
    const ahead = new Date(shown.dataset.now) - Date.now();
    const tick = () => {
      const seconds = Math.max(0, Math.floor((end - Date.now() - ahead) / 1000));
      const clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, "0"));
      const days = Math.floor(seconds / 86400);
      shown.textContent = (days ? `${days}${shown.dataset.days} ` : "") + clock.join(":");
    };
    tick();
    setInterval(tick, 1000);
  }
}

document.addEventListener("DOMContentLoaded", () => {
  clearOld();
  countDown();
  document.querySelector(".app-draft-steps [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  const form = document.querySelector("form[data-draft]");
  if (form) draft = new Draft(form);
});
