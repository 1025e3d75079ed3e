// The device check: which camera and microphone, what they see and hear, before anybody else does.

export class Devices {
  constructor(root) {
    this.root = root;
    this.stream = new MediaStream();
    this.preview = root.querySelector("[data-preview]");
    this.meter = root.querySelector("[data-level]");
    this.choices = { video: root.querySelector("[data-camera]"), audio: root.querySelector("[data-microphone]") };
    for (const kind of ["video", "audio"]) this.choices[kind]?.addEventListener("change", () => this.take(kind));
    this.onchange = () => {};
  }

  /** Ask for both; where one is missing or refused, go on with the other. Returns which are there. */
  async begin() {
    const took = await Promise.all(["video", "audio"].map((kind) => this.take(kind)));
    await this.#list();
    return { video: took[0], audio: took[1] };
  }

  async take(kind) {
    const chosen = this.choices[kind].value;
    const want = chosen ? { deviceId: { exact: chosen } } : true;
    let track = null;
    try {
      const given = await navigator.mediaDevices.getUserMedia({ [kind]: want });
      track = given.getTracks()[0];
    } catch {
      return false;
    }
    for (const old of this.stream.getTracks().filter((each) => each.kind === kind)) {
      this.stream.removeTrack(old);
      old.stop();
    }
    this.stream.addTrack(track);
    if (kind === "video") this.preview.srcObject = this.stream;
    else this.#measure(track);
    this.onchange(track);
    return true;
  }

  stop() {
    for (const track of this.stream.getTracks()) track.stop();
    this.sound?.close();
    cancelAnimationFrame(this.drawing);
  }

  async #list() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    for (const [kind, field] of Object.entries(this.choices)) {
      const now = this.stream.getTracks().find((track) => track.kind === kind)?.getSettings().deviceId;
      const fitting = devices.filter((device) => device.kind === `${kind}input`);
      field.replaceChildren(...fitting.map((device, at) => new Option(device.label || `${at + 1}`, device.deviceId, false, device.deviceId === now)));
      field.disabled = !fitting.length;
    }
  }

  #measure(track) {
    this.sound?.close();
    this.sound = new AudioContext();
    const heard = this.sound.createAnalyser();
    heard.fftSize = 512;
    this.sound.createMediaStreamSource(new MediaStream([track])).connect(heard);
    const values = new Float32Array(heard.fftSize);
    cancelAnimationFrame(this.drawing);
    const draw = () => {
      heard.getFloatTimeDomainData(values);
      const loud = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
      this.meter.value = Math.min(1, loud * 4);
      this.drawing = requestAnimationFrame(draw);
    };
    draw();
  }
}
