// A form written for a long time or on the way (data-keep): what is typed is sent while one types, kept on the
// device while it cannot be sent, and put back when the page is opened again. Without this the form still saves
// by its buttons. A page that follows says by data-keep-done that the words have arrived for good.
//
// The server answers {saved_at} (and {version} where the form has one), 409 {values, version} where somebody else
// saved first, 422 {problems} where it refuses; the form hears of problems, none or some, as "kept:answer".

const PAUSE = 1000; // ms without a key before what was typed is sent
const RETRY = 10_000; // ms until a lost connection is tried again
const PREFIX = "didim-kept-";
const FIELDS = "input[type=number], textarea";

const flushes = [];

/** Send what is not sent yet of every form on the page; resolves when nothing is on its way. */
export const flush = () => Promise.all(flushes.map((one) => one()));

/** Set up one form; return what sends its words at once. */
function keeping(form) {
  const place = PREFIX + form.dataset.keep;
  const state = form.querySelector("[data-keep-state]");
  const version = form.elements.version;
  let timer = 0;
  let sending = null;
  let changed = false;
  let sent = null; // what was sent last, whether or not an answer came
  let base = typed(); // what the server is known to have

  function say(text, trouble = false) {
    state.textContent = text;
    state.classList.toggle("trouble", trouble);
  }

  /** What is typed, by name; not the token, the version, files, or which button. */
  function typed() {
    return Object.fromEntries([...form.querySelectorAll(FIELDS)].map((field) => [field.name, field.value]));
  }

  function keep() {
    localStorage.setItem(place, JSON.stringify({ values: typed(), base, sent }));
  }

  /** Whether two sets of values say the same; an unwritten field is empty, 20.0 is 20. */
  function same(one, other) {
    const read = (values, name) => {
      const text = (values?.[name] ?? "").replaceAll("\r\n", "\n").trim();
      return text && form.elements[name].type === "number" ? String(Number(text)) : text;
    };
    return Boolean(one && other) && Object.keys(typed()).every((name) => read(one, name) === read(other, name));
  }

  const answered = (problems) => form.dispatchEvent(new CustomEvent("kept:answer", { detail: problems }));

  async function send() {
    const body = new FormData(form);
    for (const field of form.querySelectorAll("input[type=file]")) body.delete(field.name); // with the button, once
    const before = sent;
    sent = typed();
    changed = false;
    keep();
    say(form.dataset.saving);
    let answer;
    try {
      // The browser carries no more than 64 KB past the page's end: only then is it asked to.
      const keepalive = document.visibilityState === "hidden";
      answer = await fetch(form.dataset.save, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
    } catch {
      return later();
    }
    const read = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok && read.saved_at) {
      base = sent;
      if (version) version.value = read.version;
      if (changed) keep(); else localStorage.removeItem(place);
      answered({});
      say(`${form.dataset.saved} ${read.saved_at}`);
    } else if (answer.status === 409 && same(read.values, before)) {
      // Nobody else: our own last words arrived while the page was being left. Go on from there.
      base = read.values;
      version.value = read.version;
      changed = true;
      timer = setTimeout(flushOne, 0);
    } else if (answer.status === 422) {
      answered(read.problems ?? {});
      say(read.problems?.[""]?.join(" ") ?? form.dataset.wrong, true);
    } else if (answer.status === 409) {
      changed = true;
      keep();
      say(form.dataset.stale, true);
    } else {
      later();
    }
  }

  /** Nothing came back: keep it here and try again. */
  function later() {
    changed = true;
    keep();
    say(form.dataset.offline, true);
    timer = setTimeout(flushOne, RETRY);
  }

  /** Send what is not sent yet, one after the other; resolves when nothing is on its way. */
  async function flushOne() {
    clearTimeout(timer);
    while (sending) await sending;
    if (!changed) return;
    sending = send().finally(() => { sending = null; });
    await sending;
  }

  form.addEventListener("input", (event) => {
    if (event.target !== form && !event.target.matches(FIELDS)) return;
    changed = true;
    keep();
    clearTimeout(timer);
    timer = setTimeout(flushOne, PAUSE);
  });
  window.addEventListener("online", flushOne);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flushOne());
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!sending) {
      sent = typed();
      if (localStorage.getItem(place)) keep();
      return;
    }
    // What is on its way first: the version it brings back is the one to hand in.
    event.preventDefault();
    const button = event.submitter;
    delete form.dataset.sent;
    sending.finally(() => { changed = false; form.requestSubmit(button); });
  });

  const stored = JSON.parse(localStorage.getItem(place) ?? "null");

  function restore() {
    for (const [name, value] of Object.entries(stored.values)) if (form.elements[name]) form.elements[name].value = value;
    form.dispatchEvent(new Event("input"));
    flushOne().then(() => say(form.dataset.restored));
  }

  if (stored && same(stored.values, base)) {
    localStorage.removeItem(place);
  } else if (stored && (same(stored.base, base) || same(stored.sent, base))) {
    sent = stored.sent;
    restore();
  } else if (stored) {
    // Something else was saved meanwhile (another device): the person chooses, nothing is thrown away.
    say(form.dataset.kept, true);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "krds-btn small text";
    button.textContent = form.dataset.restore;
    button.addEventListener("click", restore);
    state.append(" ", button);
  }
  return flushOne;
}

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-keep]")) flushes.push(keeping(form));
  for (const done of document.querySelectorAll("[data-keep-done]")) localStorage.removeItem(PREFIX + done.dataset.keepDone);
});
