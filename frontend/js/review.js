// Scoring a plan: points add up while one types, and one can do it all by keyboard. What is typed is kept by
// kept.js. Without this the form still saves by its button.

import { flush } from "./kept.js";

const typing = (target) => target.matches("input, textarea, select");

/** Set up one scoring form. */
function scoring(form) {
  const total = form.querySelector("[data-review-total]");

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

  form.addEventListener("input", addUp);
  form.addEventListener("kept:answer", (event) => showWrong(event.detail));
  addUp();
}

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
  const form = document.querySelector(".rv-desk form[data-keep]");
  if (form) scoring(form);
  document.addEventListener("keydown", press);
});
