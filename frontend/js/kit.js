// Behaviours of our components, by delegation: elements that htmx swaps in work without being set up.
// Everything here only helps; every page works without it.

const closest = (event, selector) => event.target instanceof Element && event.target.closest(selector);

// A drop-down (details.app-drop) closes by Escape and by a click elsewhere.
function closeDrops(except) {
  for (const drop of document.querySelectorAll("details.app-drop[open]")) {
    if (drop !== except) drop.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeDrops(closest(event, "details.app-drop"));
  const opener = closest(event, "[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (closest(event, "[data-close-dialog]")) closest(event, "dialog")?.close();
  if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
  if (closest(event, "[data-dismiss]")) closest(event, ".app-toast")?.remove();
  if (closest(event, "[data-print]")) window.print();
  const adder = closest(event, "[data-add-form]");
  if (adder) addForm(adder);
  const link = closest(event, ".app-errors a[href^='#']");
  if (link) document.getElementById(link.hash.slice(1))?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const drop = closest(event, "details.app-drop[open]");
  closeDrops();
  drop?.querySelector("summary").focus();
});

// On a phone the menu opens with the group the page lies in.
document.addEventListener("toggle", (event) => {
  if (event.target.id !== "app-nav" || event.newState !== "open") return;
  const here = event.target.querySelector(".app-menu > summary[aria-current]");
  if (here) here.parentElement.open = true;
}, true);

// A select or check box that acts at once; without JavaScript its form has a button.
document.addEventListener("change", (event) => {
  const field = closest(event, "[data-submit-on-change]");
  if (field) field.form.requestSubmit();
});

// A form is sent once: a second click while it is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/** Append an empty row of a formset from its <template>. */
function addForm(button) {
  const set = document.getElementById(button.dataset.addForm);
  const total = set.querySelector("[name$=-TOTAL_FORMS]");
  const template = set.querySelector("template");
  const row = document.createElement("div");
  row.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
  template.before(...row.children);
  total.value = Number(total.value) + 1;
  template.previousElementSibling.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

// Good news goes away by itself after ten seconds unless somebody is reading it; bad news stays.
function expireToasts() {
  for (const toast of document.querySelectorAll(".app-toast.success:not([data-timed])")) {
    toast.dataset.timed = "yes";
    setTimeout(() => toast.matches(":hover, :focus-within") || toast.remove(), 10_000);
  }
}

// After an error the summary is read first.
function start() {
  expireToasts();
  document.querySelector(".app-errors")?.focus();
}
document.addEventListener("DOMContentLoaded", start);
document.addEventListener("htmx:after:swap", expireToasts);
