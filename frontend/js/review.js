// Scoring a plan: saves while one types, keeps what cannot be sent, and lets one do it all by keyboard.
// Without this the form still saves by its button.

const PAUSE = 800; // ms without a key before what was typed is sent
const RETRY = 10_000; // ms until a lost connection is tried again
const KEPT = "didim-review-";

const typing = (target) => target.matches("input, textarea, select");

/** Set up one scoring form. */
function scoring(form) {
  const kept = KEPT + form.dataset.review;
  const state = form.querySelector("[data-review-state]");
  const total = form.querySelector("[data-review-total]");
  const version = form.elements.version;
  let timer = 0;
  let sending = null;
  let changed = false;
  let sent = null; // what was sent last, whether or not an answer came

  function say(text, trouble = false) {
    state.textContent = text;
    state.classList.toggle("trouble", trouble);
  }

  /** What is typed, by name; not the token, the version, or which button. */
  function typed() {
    const values = {};
    for (const field of form.querySelectorAll("input[type=number], textarea")) values[field.name] = field.value;
    return values;
  }

  function addUp() {
    let sum = 0;
    for (const set of form.querySelectorAll("[data-weight]")) {
      const given = Number(set.querySelector("input[type=number]").value);
      if (Number.isFinite(given)) sum += given * Number(set.dataset.weight);
    }
    total.textContent = String(Math.round(sum * 1e6) / 1e6);
  }

  function showWrong(problems) {
    for (const line of form.querySelectorAll("[data-wrong-of]")) {
      const sentences = problems[line.dataset.wrongOf] ?? [];
      line.textContent = sentences.join(" ");
      const field = form.elements[`points.${line.dataset.wrongOf}`];
      if (field) field.setAttribute("aria-invalid", sentences.length ? "true" : "false");
    }
  }

  function keep() {
    localStorage.setItem(kept, JSON.stringify({ version: version.value, values: typed(), sent }));
  }

  /** Whether two sets of values say the same; an unwritten field is empty, 20.0 is 20. */
  function same(one, other) {
    const read = (values, name) => {
      const text = (values?.[name] ?? "").trim();
      return name.startsWith("points.") && text ? String(Number(text)) : text;
    };
    return Boolean(one && other) && Object.keys(typed()).every((name) => read(one, name) === read(other, name));
  }

  async function send() {
    const body = new FormData(form);
    const before = sent;
    sent = typed();
    changed = false;
    keep();
    say(form.dataset.saving);
    let answer;
    try {
      answer = await fetch(form.dataset.save, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } });
    } catch {
      changed = true;
      keep();
      say(form.dataset.offline, true);
      timer = setTimeout(flush, RETRY);
      return;
    }
    const read = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) {
      version.value = read.version;
      if (changed) keep(); else localStorage.removeItem(kept);
      showWrong({});
      say(`${form.dataset.saved} ${read.saved_at}`);
    } else if (answer.status === 409 && same(read.values, before)) {
      // Nobody else: our own last words arrived while the page was being left. Go on from there.
      version.value = read.version;
      changed = true;
      timer = setTimeout(flush, 0);
    } else if (answer.status === 422) {
      showWrong(read.problems ?? {});
      say(read.problems?.[""]?.join(" ") ?? form.dataset.wrong, true);
    } else {
      changed = true;
      keep();
      say(answer.status === 409 ? form.dataset.stale : form.dataset.offline, true);
    }
  }

  /** Send what is not sent yet, one after the other; resolves when nothing is on its way. */
  async function flush() {
    clearTimeout(timer);
    while (sending) await sending;
    if (!changed) return;
    sending = send().finally(() => { sending = null; });
    await sending;
  }

  form.addEventListener("input", () => {
    changed = true;
    keep();
    addUp();
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  });
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!sending) return;
    // What is on its way first: the version it brings back is the one to hand in.
    event.preventDefault();
    const button = event.submitter;
    delete form.dataset.sent;
    sending.finally(() => { changed = false; form.requestSubmit(button); });
  });

  const stored = JSON.parse(localStorage.getItem(kept) ?? "null");

  function restore() {
    for (const [name, value] of Object.entries(stored.values)) if (form.elements[name]) form.elements[name].value = value;
    changed = true;
    addUp();
    flush().then(() => say(form.dataset.restored));
  }

  if (stored && same(stored.values, typed())) {
    localStorage.removeItem(kept);
  } else if (stored && (stored.version === version.value || same(stored.sent, typed()))) {
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
  addUp();
  return flush;
}

let flush = async () => {};

async function follow(link) {
  if (!link) return;
  await flush();
  link.click();
}

function show(pane) {
  const chosen = document.getElementById(`pane-${pane}`);
  if (chosen) chosen.checked = true;
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  if (typing(event.target) && event.target.type !== "radio") return;
  const points = document.querySelectorAll(".rv-criterion input[type=number]");
  const acts = {
    j: () => follow(document.querySelector("[data-review-next]")),
    k: () => follow(document.querySelector("[data-review-previous]")),
    c: () => { show("points"); document.getElementById("comment")?.focus(); },
    p: () => { show("plan"); document.getElementById("plan")?.focus(); },
    "?": () => document.getElementById("review-help")?.showModal(),
  };
  const act = acts[event.key] ?? (points[Number(event.key) - 1] && (() => { show("points"); points[Number(event.key) - 1].select(); }));
  if (!act) return;
  event.preventDefault();
  act();
}

document.addEventListener("DOMContentLoaded", () => {
  if (!document.querySelector(".rv-desk")) return;
  const form = document.querySelector("form[data-review]");
  if (form) flush = scoring(form);
  document.addEventListener("keydown", press);
});
