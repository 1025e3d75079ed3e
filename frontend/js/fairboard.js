// The board of a fair: a meeting is dragged into another slot or table. While one drags, the cells it cannot go
// to are marked, as the server sees them now. Without this the meeting's own form moves it.

let dragged = null;

const cellOf = (event) => event.target instanceof Element && event.target.closest("[data-fair-board] [data-cell]");

async function mark(card, board) {
  const answer = await fetch(card.dataset.taken, { headers: { Accept: "application/json" } });
  if (!answer.ok || dragged !== card) return;
  const taken = new Set((await answer.json()).cells);
  for (const cell of board.querySelectorAll("[data-cell]")) {
    cell.classList.add(taken.has(cell.dataset.cell) ? "taken" : "free");
  }
}

function clear() {
  for (const cell of document.querySelectorAll("[data-cell]")) cell.classList.remove("taken", "free", "over");
  dragged = null;
}

/** Send the meeting's own form with the cell's slot and table. */
function move(card, cell) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = card.dataset.move;
  const [slot, table] = cell.dataset.cell.split("-");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, slot, table })) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

document.addEventListener("dragstart", (event) => {
  const card = event.target instanceof Element && event.target.closest("[data-meeting]");
  if (!card) return;
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.meeting);
  mark(card, card.closest("[data-fair-board]"));
});

document.addEventListener("dragover", (event) => {
  const cell = cellOf(event);
  if (!dragged || !cell || cell.classList.contains("taken")) return;
  event.preventDefault();
  for (const other of document.querySelectorAll(".wb-fair-cell.over")) other.classList.toggle("over", other === cell);
  cell.classList.add("over");
});

document.addEventListener("drop", (event) => {
  const cell = cellOf(event);
  if (!dragged || !cell) return;
  event.preventDefault();
  const card = dragged;
  clear();
  if (!cell.contains(card)) move(card, cell);
});

document.addEventListener("dragend", clear);
