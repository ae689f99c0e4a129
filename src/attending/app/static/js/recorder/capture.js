// The microphone: one, two joined as two channels, or one device with two channels; its level; and its pieces.
const RAW = { echoCancellation: false, noiseSuppression: false };
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const PIECE_MS = 2000;
const BITS = { 1: 32000, 2: 64000 };

/** The kind of recording this browser makes. */
export const kind = () => KINDS.find((one) => MediaRecorder.isTypeSupported(one)) ?? "";

/** Microphones by name; names are known only once one was allowed. */
export async function microphones() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "audioinput" && device.deviceId);
}

const chosen = (id, channels) => ({
  audio: { ...RAW, channelCount: channels, autoGainControl: channels === 1, ...(id ? { deviceId: { exact: id } } : {}) },
});

/** Opens the microphones of a choice and listens to their level. */
export class Capture {
  constructor() {
    this.inputs = [];
    this.context = null;
    this.recorder = null;
  }

  async open({ microphones: how, first, second }) {
    this.close();
    this.context = new AudioContext();
    const media = navigator.mediaDevices;
    this.inputs = [await media.getUserMedia(chosen(first, how === "stereo" ? 2 : 1))];
    if (how === "two") this.inputs.push(await media.getUserMedia(chosen(second, 1)));
    this.channels = how === "one" ? 1 : 2;
    this.analyser = new AnalyserNode(this.context, { fftSize: 2048 });
    this.output = new MediaStreamAudioDestinationNode(this.context, { channelCount: this.channels, channelCountMode: "explicit" });
    const sources = this.inputs.map((stream) => new MediaStreamAudioSourceNode(this.context, { mediaStream: stream }));
    if (how === "two") {
      const joined = new ChannelMergerNode(this.context, { numberOfInputs: 2 });
      sources.forEach((source, channel) => source.connect(joined, 0, channel));
      joined.connect(this.output);
    } else sources[0].connect(this.output);
    for (const source of sources) source.connect(this.analyser);
    for (const stream of this.inputs) stream.getAudioTracks()[0].addEventListener("ended", () => this.onlost?.());
    await this.context.resume();
  }

  /** How loud it is now, 0 to 100 on a scale of decibels. */
  level() {
    if (!this.analyser) return 0;
    const samples = new Float32Array(this.analyser.fftSize);
    this.analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    return Math.round(Math.max(0, Math.min(100, 100 + (5 / 3) * 10 * Math.log10(power + 1e-12))));
  }

  /** Record; `keep(bytes)` gets every piece in order, and must settle before the next one counts as kept; `onfailed` hears of one that was not. */
  start(keep) {
    this.recorder = new MediaRecorder(this.output.stream, { mimeType: kind(), audioBitsPerSecond: BITS[this.channels] });
    this.chain = Promise.resolve();
    this.recorder.addEventListener("dataavailable", (event) => {
      if (event.data.size) this.chain = this.chain.then(async () => keep(await event.data.arrayBuffer())).catch(() => this.onfailed?.());
    });
    this.recorder.start(PIECE_MS);
  }

  pause() { this.recorder.pause(); }
  resume() { this.recorder.resume(); }

  /** End; resolves once the last piece is kept. */
  async stop() {
    if (this.recorder?.state !== "inactive") {
      const ended = new Promise((resolve) => this.recorder.addEventListener("stop", resolve, { once: true }));
      this.recorder.stop();
      await ended;
    }
    await this.chain;
    this.close();
  }

  close() {
    for (const stream of this.inputs) for (const track of stream.getTracks()) track.stop();
    this.context?.close();
    this.inputs = [];
    this.context = this.analyser = null;
  }
}
