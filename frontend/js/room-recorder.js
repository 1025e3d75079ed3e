// A recording, made in the browser of the host who began it and handed to them as a file: everybody's sound,
// and one picture beside the other. It runs only while the database holds a running recording.

const KIND = "video/webm";
const [WIDTH, HEIGHT, RATE] = [1280, 720, 12];

export class Recorder {
  /** `streams()` gives the media of everybody there now, our own among them. */
  constructor(streams) {
    this.streams = streams;
    this.pieces = [];
    this.heard = new Map();
    this.sound = new AudioContext();
    this.mixed = this.sound.createMediaStreamDestination();
    this.canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
    this.videos = new Map();
    this.timer = setInterval(() => this.draw(), 1000 / RATE);
    const both = new MediaStream([...this.canvas.captureStream(RATE).getTracks(), ...this.mixed.stream.getTracks()]);
    this.recorder = new MediaRecorder(both, { mimeType: KIND });
    this.recorder.ondataavailable = ({ data }) => this.pieces.push(data);
    this.recorder.start(1000);
  }

  draw() {
    const streams = this.streams();
    const pen = this.canvas.getContext("2d");
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    const across = Math.ceil(Math.sqrt(streams.length));
    const [width, height] = [WIDTH / across, HEIGHT / Math.ceil(streams.length / across)];
    streams.forEach((stream, at) => {
      this.hear(stream);
      const video = this.video(stream);
      if (video.readyState < 2) return;
      const scale = Math.min(width / video.videoWidth, height / video.videoHeight);
      const [wide, high] = [video.videoWidth * scale, video.videoHeight * scale];
      const [left, top] = [(at % across) * width + (width - wide) / 2, Math.floor(at / across) * height + (height - high) / 2];
      pen.drawImage(video, left, top, wide, high);
    });
  }

  hear(stream) {
    const [track] = stream.getAudioTracks();
    if (!track || this.heard.has(track.id)) return;
    this.heard.set(track.id, this.sound.createMediaStreamSource(new MediaStream([track])));
    this.heard.get(track.id).connect(this.mixed);
  }

  video(stream) {
    if (!this.videos.has(stream)) {
      const video = Object.assign(document.createElement("video"), { srcObject: stream, muted: true, playsInline: true });
      video.play().catch(() => {});
      this.videos.set(stream, video);
    }
    return this.videos.get(stream);
  }

  /** End it; the file. */
  stop() {
    clearInterval(this.timer);
    return new Promise((done) => {
      this.recorder.onstop = () => {
        this.sound.close();
        done(new Blob(this.pieces, { type: KIND }));
      };
      this.recorder.stop();
    });
  }
}
