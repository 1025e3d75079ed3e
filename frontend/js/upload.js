// Uploads: chunk by chunk over tus, with progress, resumed after a cut, also after the page was closed.
//
// [data-slot=ADDRESS] is a slot of an application (data-application, data-key), [data-cabinet] a firm's cabinet
// (data-firm). Inside are input[data-upload], buttons of the form #slot-form, and [data-uploads] with the words and
// the <template> of a line of progress. Without this script the same buttons send one file in one piece.
import { Upload } from "tus-js-client";

const CHUNK = 5 * 1024 * 1024;
const HASHED_UP_TO = 64 * 1024 * 1024;
const PAUSES = [0, 1_000, 3_000, 5_000, 10_000, 20_000];

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
const placeOf = (element) => element.closest("[data-slot], [data-cabinet]");

/** Return the SHA-256 of a file in hexadecimal, "" where the browser cannot say (no HTTPS) or the file is large. */
async function hashOf(file) {
  if (!globalThis.crypto?.subtle || file.size > HASHED_UP_TO) return "";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function metadataOf(place, file) {
  const { application, key, firm } = place.dataset;
  if (application) return { filename: file.name, application, slot: key };
  return { filename: file.name, firm, kind: place.closest("form").querySelector("[data-upload-kind]").value };
}

/** One line of progress. */
class Line {
  constructor(place, file) {
    this.words = place.querySelector("[data-uploads]");
    this.element = this.words.querySelector("template").content.firstElementChild.cloneNode(true);
    this.element.querySelector("[data-name]").textContent = file.name;
    this.bar = this.element.querySelector("progress");
    this.bar.setAttribute("aria-label", file.name);
    this.words.append(this.element);
  }

  progress(sent, size) {
    const percent = Math.floor((sent / Math.max(size, 1)) * 100);
    this.bar.value = percent;
    this.element.querySelector("[data-percent]").textContent = `${percent} %`;
  }

  say(text, tone = "") {
    const note = this.element.querySelector("[data-note]");
    note.textContent = text;
    this.element.dataset.tone = tone;
    if (tone === "wrong") {
      note.setAttribute("role", "alert");
      this.element.querySelector(".figures .app-number").hidden = this.bar.hidden = true;
    }
  }

  /** Leave the words standing until somebody has read them. */
  close() {
    const cancel = this.element.querySelector("[data-cancel]");
    cancel.replaceWith(Object.assign(cancel.cloneNode(), { textContent: this.word("close"), onclick: () => this.remove() }));
  }

  word(name) { return this.words.dataset[name]; }
  remove() { this.element.remove(); }
}

async function send(place, file) {
  const line = new Line(place, file);
  const metadata = { ...metadataOf(place, file), sha256: await hashOf(file) };
  await new Promise((finished) => {
    const upload = new Upload(file, {
      endpoint: line.words.dataset.endpoint,
      chunkSize: CHUNK,
      retryDelays: PAUSES,
      metadata,
      uploadDataDuringCreation: true,
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRFToken": token() },
      // The same file for another slot is another upload.
      fingerprint: async () => ["didim", place.dataset.slot || place.dataset.firm, file.name, file.size, file.lastModified].join("-"),
      onProgress: (sent, size) => line.progress(sent, size),
      onChunkComplete: () => line.say(""),
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        const again = status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
        if (again) line.say(line.word("again"));
        return again;
      },
      onSuccess: async () => {
        line.remove();
        await refresh(place, line.word("done"));
        finished();
      },
      onError: (error) => {
        const answer = error.originalResponse;
        const status = answer?.getStatus() ?? 0;
        const signedOut = status === 403 || (status === 200 && !answer.getHeader("Tus-Resumable"));
        line.say(signedOut ? line.word("signedOut") : (status === 422 || status === 410 || status === 413 ? answer.getBody() : "") || line.word("failed"), "wrong");
        line.close();
        finished();
      },
    });
    line.element.querySelector("[data-cancel]").addEventListener("click", () => {
      upload.abort(true).catch(() => {});
      line.remove();
      finished();
    });
    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) {
        upload.resumeFromPreviousUpload(earlier[0]);
        line.say(line.word("resumed"));
      }
      upload.start();
    });
  });
}

/** Show a slot as it is now; the cabinet's page is loaded anew. */
async function refresh(place, done = "") {
  if (!place.dataset.slot) return location.reload();
  const answer = await fetch(place.dataset.slot, { headers: { "X-Fragment": "slot" }, credentials: "same-origin" });
  if (answer.ok) show(place, await answer.text(), done);
}

function show(place, html, done = "") {
  const inside = place.querySelector("[data-slot-inside]");
  inside.innerHTML = html;
  enhance(inside);
  if (done) {
    const said = Object.assign(document.createElement("p"), { className: "sr-only", role: "status" });
    inside.append(said);
    said.textContent = done;
  }
  place.dispatchEvent(new CustomEvent("didim:files", { bubbles: true }));
}

/** With this script a chosen file is on its way at once: the button to send it is not needed. */
function enhance(root) {
  for (const button of root.querySelectorAll("[data-plain]")) button.hidden = true;
}

async function sendAll(place, files) {
  for (const file of files) await send(place, file);
}

document.addEventListener("change", (event) => {
  const input = event.target instanceof Element && event.target.closest("input[data-upload]");
  if (!input) return;
  const files = [...input.files];
  input.value = "";
  sendAll(placeOf(input), files);
});

for (const type of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(type, (event) => {
    const zone = event.target instanceof Element && event.target.closest("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("over", type === "dragover");
    if (type === "drop") sendAll(placeOf(zone), [...event.dataTransfer.files]);
  });
}

document.addEventListener("submit", async (event) => {
  const { submitter } = event;
  const place = submitter && submitter.closest("[data-slot]");
  if (event.target.id !== "slot-form" || !place) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token());
  body.set(submitter.name, submitter.value);
  for (const day of place.querySelectorAll("input[type=date]")) body.set(day.name, day.value);
  const answer = await fetch(place.dataset.slot, {
    method: "POST", body, headers: { "X-Fragment": "slot" }, credentials: "same-origin",
  });
  if (answer.redirected) return location.assign(answer.url);
  if (!answer.ok && answer.status !== 422) return location.assign(place.dataset.slot);
  show(place, await answer.text());
  const next = place.querySelector("button:not([hidden]), input");
  if (next) next.focus();
}, { capture: true });

enhance(document);
