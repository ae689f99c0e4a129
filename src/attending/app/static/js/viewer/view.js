// One pane: which image it shows, how it is placed, its window, its marks and measures.
import { paint } from "./paint.js";

export class View {
  constructor(root, frames, seriesList) {
    this.root = root;
    this.canvas = root.querySelector("canvas");
    this.frames = frames;
    this.list = seriesList;
    this.series = 0;
    this.place = 0;
    this.direction = 1;
    this.window = null; // [centre, width]; null means the file's own
    this.inverted = false;
    this.zoom = 1;
    this.pan = [0, 0];
    this.measures = [];
    this.marks = [];
    this.opacity = 0.7;
    this.shown = null;
    this.picture = null;
    this.heard = [];
    new ResizeObserver(() => this.draw()).observe(root);
  }

  get count() {
    return this.list[this.series]?.frames ?? 0;
  }

  get modality() {
    return this.list[this.series]?.modality ?? "";
  }

  /** Call `act(view)` whenever another image is shown. */
  onShown(act) {
    this.heard.push(act);
  }

  async show(series, place) {
    const changed = series !== this.series;
    this.series = Math.max(0, Math.min(this.list.length - 1, series));
    const next = Math.max(0, Math.min(this.count - 1, place));
    this.direction = next < this.place ? -1 : 1;
    this.place = next;
    if (changed) this.reset(false);
    const [wantSeries, wantPlace] = [this.series, this.place];
    try {
      const frame = this.frames.ready(wantSeries, wantPlace) ?? (await this.frames.get(wantSeries, wantPlace));
      if (wantSeries !== this.series || wantPlace !== this.place) return; // the reader has scrolled on
      this.shown = frame;
      this.repaint();
      for (const act of this.heard) act(this);
    } catch {
      this.root.querySelector("[data-place]").textContent = "This image cannot be shown.";
    }
    this.frames.ahead(this.series, this.place, this.count, this.direction);
  }

  /** The window in force. */
  get grey() {
    return this.window ?? this.shown?.windows?.[0]?.slice(0, 2) ?? [0, 1];
  }

  setWindow(center, width) {
    this.window = [center, Math.max(1, width)];
    this.repaint();
  }

  reset(draw = true) {
    [this.window, this.inverted, this.zoom, this.pan, this.measures] = [null, false, 1, [0, 0], []];
    if (draw) this.repaint();
  }

  repaint() {
    if (!this.shown) return;
    const image = paint(this.shown, this.grey, this.inverted);
    this.picture ??= new OffscreenCanvas(1, 1);
    [this.picture.width, this.picture.height] = [image.width, image.height];
    this.picture.getContext("2d").putImageData(image, 0, 0);
    this.draw();
  }

  /** Pixels of the screen for one column and one row of the image: the whole image fits at zoom 1. */
  get scale() {
    const aspect = this.shown.spacing.length ? this.shown.spacing[0] / this.shown.spacing[1] : 1;
    const fit = Math.min(this.canvas.width / this.shown.columns, this.canvas.height / (this.shown.rows * aspect));
    return [fit * this.zoom, fit * this.zoom * aspect];
  }

  get origin() {
    const [x, y] = this.scale;
    return [
      (this.canvas.width - this.shown.columns * x) / 2 + this.pan[0],
      (this.canvas.height - this.shown.rows * y) / 2 + this.pan[1],
    ];
  }

  /** Where on the image (column, row) a point of the page lies. */
  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const ratio = this.canvas.width / box.width;
    const [[sx, sy], [ox, oy]] = [this.scale, this.origin];
    return [((event.clientX - box.left) * ratio - ox) / sx, ((event.clientY - box.top) * ratio - oy) / sy];
  }

  draw() {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [this.root.clientWidth * ratio, this.root.clientHeight * ratio].map(Math.round);
    if (this.canvas.width !== width || this.canvas.height !== height) [this.canvas.width, this.canvas.height] = [width, height];
    const pen = this.canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, width, height);
    if (!this.shown || !this.picture) return;
    const [[sx, sy], [ox, oy]] = [this.scale, this.origin];
    pen.setTransform(sx, 0, 0, sy, ox, oy);
    pen.imageSmoothingEnabled = sx < 3;
    pen.drawImage(this.picture, 0, 0);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    const toScreen = ([x, y]) => [x * sx + ox, y * sy + oy];
    this.#drawMarks(pen, toScreen, ratio);
    this.#drawMeasures(pen, toScreen, ratio);
    this.#say();
  }

  #drawMarks(pen, toScreen, ratio) {
    if (!this.opacity) return;
    for (const mark of this.marks.filter((m) => m.series === this.series && m.place === this.place)) {
      pen.globalAlpha = this.opacity;
      pen.lineWidth = (mark.chosen ? 3 : 2) * ratio;
      pen.setLineDash(mark.sure ? [] : [6 * ratio, 4 * ratio]);
      pen.strokeStyle = mark.chosen ? "#ffe08a" : "#ff9a9f";
      pen.beginPath();
      mark.polygon.map(toScreen).forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.closePath();
      pen.stroke();
      const [x, y] = toScreen(mark.polygon.reduce((a, b) => (b[1] < a[1] ? b : a)));
      this.#text(pen, mark.label, x, y - 6 * ratio, ratio);
    }
    pen.globalAlpha = 1;
    pen.setLineDash([]);
  }

  #drawMeasures(pen, toScreen, ratio) {
    for (const measure of this.measures.filter((m) => m.series === this.series && m.place === this.place)) {
      const [a, b] = [toScreen(measure.from), toScreen(measure.to)];
      pen.strokeStyle = "#6cb4ff";
      pen.lineWidth = 2 * ratio;
      pen.beginPath();
      pen.moveTo(...a);
      pen.lineTo(...b);
      pen.stroke();
      this.#text(pen, this.length(measure), b[0] + 8 * ratio, b[1], ratio);
    }
  }

  #text(pen, text, x, y, ratio) {
    pen.font = `600 ${13 * ratio}px system-ui, sans-serif`;
    const width = pen.measureText(text).width;
    pen.fillStyle = "rgb(0 0 0 / 70%)";
    pen.fillRect(x - 3 * ratio, y - 13 * ratio, width + 6 * ratio, 17 * ratio);
    pen.fillStyle = "#ffffff";
    pen.fillText(text, x, y);
  }

  /** The length in mm where the image says it, otherwise in pixels: a wrong millimetre is worse than none. */
  length({ from, to }) {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const spacing = this.shown.spacing;
    if (!spacing.length) return `${Math.hypot(dx, dy).toFixed(0)} pixels`;
    const mm = Math.hypot(dx * spacing[1], dy * spacing[0]).toFixed(1);
    return this.shown.inPatient ? `${mm} mm` : `${mm} mm at the detector`;
  }

  #say() {
    const [center, width] = this.grey;
    const say = (name, text) => (this.root.querySelector(name).textContent = text);
    say("[data-window]", this.shown.colour ? "" : `C ${center.toFixed(0)} W ${width.toFixed(0)} · ×${this.zoom.toFixed(1)}`);
    say("[data-place]", `${this.place + 1} of ${this.count}`);
  }
}
