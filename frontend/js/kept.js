// A form written on the way (data-keep): what is typed is sent while one types, kept on the device while it
// cannot be sent, and put back when the page is opened again. Without this the form still saves by its buttons.

const PAUSE = 1200; // ms without a key before what was typed is sent
const RETRY = 10_000; // ms until a lost connection is tried again
const PREFIX = "didim-kept-";

/** Set up one form. */
function keeping(form) {
  const place = PREFIX + form.dataset.keep;
  const state = form.querySelector("[data-keep-state]");
  const fields = [...form.querySelectorAll("textarea, input[type=number], input[type=text], input:not([type])")];
  let timer = 0;
  let changed = false;

  function say(text, trouble = false) {
    state.textContent = text;
    state.classList.toggle("trouble", trouble);
  }

  const typed = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));

  async function send() {
    if (!changed) return;
    const body = new FormData(form);
    body.delete("photos"); // files go with the button: nobody wants them sent twice
    changed = false;
    say(form.dataset.saving);
    try {
      const answer = await fetch(form.dataset.save, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: at } = await answer.json();
      if (!changed) localStorage.removeItem(place);
      say(`${form.dataset.saved} ${at}`);
    } catch {
      changed = true;
      say(form.dataset.offline, true);
      timer = setTimeout(send, RETRY);
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    changed = true;
    localStorage.setItem(place, JSON.stringify(typed()));
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  window.addEventListener("online", send);

  const stored = JSON.parse(localStorage.getItem(place) ?? "null");
  if (!stored) return;
  const differs = fields.filter((field) => field.name in stored && stored[field.name] !== field.value);
  if (!differs.length) return localStorage.removeItem(place);
  for (const field of differs) field.value = stored[field.name];
  changed = true;
  send().then(() => say(form.dataset.restored));
}

for (const form of document.querySelectorAll("form[data-keep]")) keeping(form);
