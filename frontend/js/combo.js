// A text box that offers a list while one types (ARIA combobox with a listbox): input[data-combo=URL] in
// .app-combo with an empty <ul id>.
// With data-combo-many the box holds several, with semicolons between; the list serves the last of them.
// The address answers ?q=… with <li role="option" data-value="…">. Without JavaScript it is a text box.

const PAUSE = 180;
/** The list under a box; on the first call the box is announced as what it is. */
function listOf(input) {
  const list = input.parentElement.querySelector("ul");
  if (!input.hasAttribute("role")) {
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    list.setAttribute("role", "listbox");
  }
  return list;
}

function show(input, open) {
  const list = listOf(input);
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  if (!open) input.removeAttribute("aria-activedescendant");
}

/** What the list is asked for. */
const wordsOf = (input) => (input.dataset.comboMany === undefined ? input.value : input.value.split(";").at(-1)).trim();

async function refill(input) {
  const list = listOf(input);
  const words = wordsOf(input);
  if (!words) return show(input, false);
  const address = new URL(input.dataset.combo, location.href);
  address.searchParams.set("q", words);
  const answer = await fetch(address);
  if (!answer.ok || words !== wordsOf(input)) return;
  list.innerHTML = await answer.text();
  list.querySelectorAll("[role=option]").forEach((option, at) => { option.id = `${list.id}-${at}`; });
  show(input, true);
}

function point(input, step) {
  const options = [...listOf(input).querySelectorAll("[role=option]")];
  if (!options.length) return;
  const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = (now + step + options.length + (now < 0 && step < 0 ? 1 : 0)) % options.length;
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === next)));
  options[next].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", options[next].id);
}

function choose(input, option) {
  const many = input.dataset.comboMany !== undefined;
  const before = many ? input.value.split(";").slice(0, -1).map((part) => part.trim()) : [];
  input.value = [...before, option.dataset.value].join("; ") + (many ? "; " : "");
  show(input, false);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

const comboOf = (event) => event.target instanceof HTMLInputElement && event.target.dataset.combo && event.target;

document.addEventListener("focusin", (event) => {
  const input = comboOf(event);
  if (input) listOf(input);
});

document.addEventListener("input", (event) => {
  const input = comboOf(event);
  if (!input) return;
  clearTimeout(input.timer);
  input.timer = setTimeout(() => refill(input), PAUSE);
});

document.addEventListener("keydown", (event) => {
  const input = comboOf(event);
  if (!input) return;
  const open = input.getAttribute("aria-expanded") === "true";
  const chosen = open && listOf(input).querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (open) point(input, event.key === "ArrowDown" ? 1 : -1);
    else refill(input);
  } else if (event.key === "Enter" && chosen) {
    event.preventDefault();
    choose(input, chosen);
  } else if (event.key === "Escape" && open) {
    event.preventDefault();
    show(input, false);
  }
});

document.addEventListener("focusout", (event) => {
  const input = comboOf(event);
  if (input?.getAttribute("role")) setTimeout(() => show(input, false), 150);
});

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".app-combo [role=option]");
  if (!option) return;
  event.preventDefault();
  choose(option.closest(".app-combo").querySelector("input"), option);
});
