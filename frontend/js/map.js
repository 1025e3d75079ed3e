// Maps of districts ([data-map]): what is pointed at is said below; arrows move between districts; wheel with
// Ctrl, two fingers and the buttons zoom, a drag moves. Without this the districts are dots that are links with titles.

const maps = new WeakMap();
const MOST = 24;

function viewOf(svg) {
  if (!maps.has(svg)) {
    const { x, y, width, height } = svg.viewBox.baseVal;
    maps.set(svg, { whole: { x, y, width, height }, now: { x, y, width, height }, fingers: new Map(), moved: false });
  }
  return maps.get(svg);
}

function show(svg) {
  const { now } = viewOf(svg);
  svg.setAttribute("viewBox", `${now.x} ${now.y} ${now.width} ${now.height}`);
}

/** Zoom by a factor about a point of the map, not beyond the whole. */
function zoom(svg, factor, at) {
  const { whole, now } = viewOf(svg);
  const width = Math.min(whole.width, Math.max(whole.width / MOST, now.width / factor));
  const scale = width / now.width;
  const middle = at ?? { x: now.x + now.width / 2, y: now.y + now.height / 2 };
  now.x = middle.x - (middle.x - now.x) * scale;
  now.y = middle.y - (middle.y - now.y) * scale;
  now.width = width;
  now.height *= scale;
  keep(svg);
}

function keep(svg) {
  const { whole, now } = viewOf(svg);
  now.x = Math.min(Math.max(now.x, whole.x), whole.x + whole.width - now.width);
  now.y = Math.min(Math.max(now.y, whole.y), whole.y + whole.height - now.height);
  show(svg);
}

/** Where on the map an event is. */
export function pointOf(svg, event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
}

const mapOf = (event) => event.target instanceof Element && event.target.closest("[data-map] > svg");

function say(link) {
  const said = link.closest("[data-map]").querySelector("[data-map-said]");
  said.textContent = link.querySelector("title").textContent;
  said.lang = "ko";
}

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const link = mapOf(event) && event.target.closest(".places a");
    if (link) say(link);
  });
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-map-zoom]");
  if (button) {
    const svg = button.closest("[data-map]").querySelector(":scope > svg");
    const how = button.dataset.mapZoom;
    if (how === "reset") Object.assign(viewOf(svg).now, viewOf(svg).whole);
    zoom(svg, how === "in" ? 1.6 : how === "out" ? 1 / 1.6 : 1);
    return;
  }
  // A drag that ends on a district opens nothing.
  const svg = mapOf(event);
  if (svg && viewOf(svg).moved) event.preventDefault();
}, true);

document.addEventListener("wheel", (event) => {
  const svg = mapOf(event);
  if (!svg || !event.ctrlKey) return;
  event.preventDefault();
  zoom(svg, event.deltaY < 0 ? 1.25 : 0.8, pointOf(svg, event));
}, { passive: false });

document.addEventListener("pointerdown", (event) => {
  const svg = mapOf(event);
  if (!svg) return;
  const view = viewOf(svg);
  if (!view.fingers.size) view.moved = false;
  view.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
});

document.addEventListener("pointermove", (event) => {
  for (const svg of document.querySelectorAll("[data-map] > svg")) {
    const view = viewOf(svg);
    const last = view.fingers.get(event.pointerId);
    if (!last) continue;
    const zoomed = view.now.width < view.whole.width;
    const others = [...view.fingers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    if (others.length === 1) {
      const before = Math.hypot(last.x - others[0].x, last.y - others[0].y);
      const after = Math.hypot(event.clientX - others[0].x, event.clientY - others[0].y);
      zoom(svg, after / before, pointOf(svg, { clientX: (event.clientX + others[0].x) / 2, clientY: (event.clientY + others[0].y) / 2 }));
      view.moved = true;
    } else if (zoomed && Math.hypot(event.clientX - last.x, event.clientY - last.y) > 3) {
      const unit = view.now.width / svg.getBoundingClientRect().width;
      view.now.x -= (event.clientX - last.x) * unit;
      view.now.y -= (event.clientY - last.y) * unit;
      view.moved = true;
      keep(svg);
    } else if (!zoomed) continue;
    view.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }
});

for (const kind of ["pointerup", "pointercancel"]) {
  document.addEventListener(kind, (event) => {
    for (const svg of document.querySelectorAll("[data-map] > svg")) viewOf(svg).fingers.delete(event.pointerId);
  });
}
document.addEventListener("dragstart", (event) => mapOf(event) && event.preventDefault());

// One stop of the Tab key: the arrows lead to the nearest district on that side, Home to the first.
const SIDES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middleOf(link) {
  const box = link.lastElementChild.getBBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function nearest(link, [dx, dy]) {
  const from = middleOf(link);
  let best = null;
  let least = Infinity;
  for (const other of link.closest(".places").querySelectorAll("a")) {
    const to = middleOf(other);
    const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
    const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
    if (other === link || along <= 0 || aside > along * 2) continue;
    const far = along + aside * 2;
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

document.addEventListener("keydown", (event) => {
  const link = mapOf(event) && event.target.closest(".places a");
  if (!link || !SIDES[event.key]) return;
  event.preventDefault();
  const next = nearest(link, SIDES[event.key]);
  if (!next) return;
  link.tabIndex = -1;
  next.tabIndex = 0;
  next.focus({ preventScroll: true });
});

// The map is painted as one path for each class. Its links wait in <noscript>, so that the first paint need not
// make them; then each takes its part of the path of its class.
function takeLinks(map) {
  const svg = map.querySelector(":scope > svg");
  const waiting = map.querySelector("noscript");
  if (!waiting) return;
  const places = new DOMParser().parseFromString(waiting.textContent, "text/html").querySelector(".places");
  const parts = {};
  for (const band of svg.querySelectorAll(".bands path")) parts[band.classList[0]] = band.getAttribute("d").split("\n");
  const next = {};
  for (const link of places.children) {
    const kind = link.classList[0];
    link.removeAttribute("class");
    next[kind] = (next[kind] ?? -1) + 1;
    const outline = document.createElementNS(svg.namespaceURI, "path");
    outline.setAttribute("d", parts[kind][next[kind]]);
    link.lastElementChild.replaceWith(outline);
  }
  places.firstElementChild?.setAttribute("tabindex", "0");
  svg.querySelector(".bands").after(document.adoptNode(places));
  waiting.remove();
}

document.addEventListener("DOMContentLoaded", () => {
  const found = document.querySelectorAll("[data-map]");
  if (!found.length) return;
  for (const map of found) map.querySelector("[data-map-tools]")?.removeAttribute("hidden");
  new PerformanceObserver((_entries, painted) => {
    painted.disconnect();
    found.forEach(takeLinks);
  }).observe({ type: "paint", buffered: true });
});

// My shop: a place is pointed at or an area drawn; both go into hidden fields of the form ([data-map-form]).
let mode = "";

function drawOver(svg, points) {
  svg.querySelectorAll(".drawn, .spot").forEach((old) => old.remove());
  if (!points.length) return;
  const shape = document.createElementNS(svg.namespaceURI, points.length > 1 ? "path" : "circle");
  if (points.length > 1) {
    shape.setAttribute("class", "drawn");
    shape.setAttribute("d", `M${points.map(({ x, y }) => `${x} ${y}`).join("L")}z`);
  } else {
    shape.setAttribute("class", "spot");
    shape.setAttribute("cx", points[0].x);
    shape.setAttribute("cy", points[0].y);
    shape.setAttribute("r", svg.viewBox.baseVal.width / 150);
  }
  svg.append(shape);
}

function takeMode(form, next) {
  const svg = document.querySelector("[data-map-draw]");
  mode = next === "clear" ? "" : next;
  form.elements.area.value = "";
  form.elements.point.value = "";
  drawOver(svg, []);
  for (const button of form.querySelectorAll("[data-map-mode][aria-pressed]")) {
    button.setAttribute("aria-pressed", String(button.dataset.mapMode === mode));
  }
  const hint = form.querySelector("[data-map-hint]");
  hint.textContent = mode ? hint.dataset[mode] : "";
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest("[data-map-mode]");
  if (button) return takeMode(button.closest("form"), button.dataset.mapMode);
  const svg = event.target.closest("[data-map-draw]");
  if (!svg || !mode || viewOf(svg).moved) return;
  event.preventDefault();
  const form = document.querySelector("[data-map-form]");
  // A key presses no place: then it is the middle of the district the arrows have led to.
  const stood = event.detail === 0 && event.target.closest(".places a");
  const at = stood ? middleOf(stood) : pointOf(svg, event);
  const point = { x: Math.round(at.x), y: Math.round(at.y) };
  form.elements.centre.value = "";
  if (mode === "point") {
    form.elements.point.value = `${point.x},${point.y}`;
    drawOver(svg, [point]);
    return;
  }
  form.elements.area.value = `${form.elements.area.value} ${point.x},${point.y}`.trim();
  drawOver(svg, form.elements.area.value.split(" ").map((pair) => {
    const [x, y] = pair.split(",").map(Number);
    return { x, y };
  }));
}, true);
document.addEventListener("DOMContentLoaded", () => {
  document.querySelector("[data-map-draw-tools]")?.removeAttribute("hidden");
});

// A slider and its number say the same.
document.addEventListener("input", (event) => {
  const { target } = event;
  if (!(target instanceof HTMLInputElement)) return;
  const twin = target.dataset.twin ? document.getElementById(target.dataset.twin) : document.querySelector(`[data-twin="${CSS.escape(target.id)}"]`);
  if (target.id || target.dataset.twin) twin?.type && (twin.value = target.value);
});
