// A call's form while somebody fills it in: fields show when their condition holds, characters are counted,
// tables get another row. The server decides all of it again; without this everything works a save later.

/** Return what stands in a field: a list for check boxes, text otherwise; "" for a field that is hidden. */
function answerOf(root, key) {
  const box = root.querySelector(`[data-answer="${key}"]`);
  if (!box || box.hidden) return "";
  const inputs = [...box.querySelectorAll(`[name^="a.${key}"]`)];
  const checks = inputs.filter((input) => ["checkbox", "radio"].includes(input.type));
  if (checks.length) return checks.filter((input) => input.checked).map((input) => input.value);
  return inputs.map((input) => input.value.trim()).join("");
}

const numberOf = (answer) => {
  const text = String(answer).replaceAll(",", "");
  return text === "" ? NaN : Number(text);
};
const COMPARES = {
  "<": (one, other) => one < other,
  "<=": (one, other) => one <= other,
  ">": (one, other) => one > other,
  ">=": (one, other) => one >= other,
};

function holds(condition, root) {
  if (condition.kind === "all") return condition.parts.every((part) => holds(part, root));
  if (condition.kind === "any") return condition.parts.some((part) => holds(part, root));
  const answer = answerOf(root, condition.field);
  if (condition.kind === "filled") return answer.length > 0;
  if (condition.kind === "one_of") return [answer].flat().some((value) => condition.values.includes(value));
  return COMPARES[condition.op](numberOf(answer), condition.value);
}

/** Tell whether all a condition asks is on the page; what another step answers, the server has looked at. */
function decidable(condition, root) {
  if (condition.parts) return condition.parts.every((part) => decidable(part, root));
  return root.querySelector(`[data-answer="${condition.field}"]`) !== null;
}

function showAnswers(root) {
  for (const box of root.querySelectorAll("[data-shown-when]")) {
    const condition = JSON.parse(box.dataset.shownWhen);
    if (decidable(condition, root)) box.hidden = !holds(condition, root);
  }
}

function count(area) {
  const shown = document.querySelector(`[data-count-of="${area.id}"]`);
  if (!shown) return;
  const most = Number(shown.dataset.most) || Infinity;
  const length = area.value.trim().length;
  shown.textContent = length.toLocaleString();
  shown.parentElement.classList.toggle("over", length > most);
  const pages = document.querySelector(`[data-pages-of="${area.id}"]`);
  if (pages) pages.textContent = (length / Number(pages.dataset.page)).toFixed(1);
}

function room(rows) {
  return rows.querySelectorAll(":scope > [data-row]").length < Number(rows.dataset.maxRows);
}

function addRow(button) {
  const rows = document.getElementById(button.dataset.addRow);
  if (!room(rows)) return;
  const template = rows.querySelector("template");
  const key = `n${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  const number = rows.querySelectorAll(":scope > [data-row]").length + 1;
  const row = document.createElement("div");
  row.innerHTML = template.innerHTML.replaceAll("__row__", key).replaceAll("__number__", number);
  const added = row.firstElementChild;
  template.before(added);
  added.querySelector("input, select")?.focus();
  button.hidden = !room(rows);
}

function start(root = document) {
  for (const button of root.querySelectorAll("[data-add-row]")) {
    button.hidden = !room(document.getElementById(button.dataset.addRow));
  }
  for (const area of root.querySelectorAll(".app-answer textarea")) count(area);
  for (const form of root.querySelectorAll(".app-answers")) showAnswers(form);
}

document.addEventListener("input", (event) => {
  const answers = event.target instanceof Element && event.target.closest(".app-answers");
  if (!answers) return;
  showAnswers(answers);
  if (event.target instanceof HTMLTextAreaElement) count(event.target);
});
// An amount is easier to check in groups of three digits; what is no plain number stays as it was typed.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.dataset.money) return;
  const digits = input.value.replaceAll(",", "").trim();
  if (/^\d{1,15}$/.test(digits)) input.value = Number(digits).toLocaleString("en-US");
});
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-add-row]");
  if (button) addRow(button);
});
document.addEventListener("DOMContentLoaded", () => start());
document.addEventListener("htmx:after:swap", () => start());
