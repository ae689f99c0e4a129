// One pane: which image it shows, how it is placed, its window, its marks and measures.
import { drawMarks, drawSketch, write } from "./marks.js";
import { paint } from "./paint.js";
import { STRAIGHT, edgesOf, matrixOf, onImage, placedInWords, through } from "./placing.js";

const blank = () => ({ shown: null, picture: null });
const PATIENCE = 90; // ms that an image of another place may stand before it is covered by the number of the one to come

const LENS = 110; // css pixels from its middle to its rim
const LARGER = 2.5;
const BLOCKS = 8 * (window.devicePixelRatio || 1); // a pixel of the scanner this large on the screen is shown as a block, enhanced or not

/** Said when something would be placed on an image that is not the one in view yet. */
export const NOT_YET = "This image is still on its way: try again when it is here.";

export class View {
  constructor(root, frames, seriesList) {
    this.root = root;
    this.canvas = root.querySelector("canvas");
    this.frames = frames;
    this.list = seriesList;
    this.series = 0;
    this.place = 0;
    this.speed = 0; // places a millisecond, as lately scrolled; negative towards the first
    this.moved = 0;
    this.painted = 0; // when an image of the place in view was last painted
    this.waiting = false; // the place is ahead of the image
    this.value = null; // under the pointer
    this.window = null; // [centre, width]; null means the file's own
    this.inverted = false;
    this.how = STRAIGHT; // zoom, pan, turn, mirror
    this.lens = null; // a point of the image that is shown larger
    this.lengths = null; // those that the reader has drawn, where the pane keeps any
    this.marks = [];
    this.opacity = 0.7;
    this.sketch = null; // a mark that is being drawn or moved
    this.shown = null;
    this.picture = null;
    this.overlays = null; // maps and masks of the study, where there are some
    this.heat = null;
    this.heatOpacity = 0;
    this.doubt = null;
    this.doubtShown = true;
    this.under = blank(); // the other half of a swipe
    this.swipe = null; // where the halves meet, as a part of the width; null means no swipe
    this.lastEnhanced = -1; // of several enhanced series of one original, the one that was looked at
    this.heard = [];
    new ResizeObserver(() => this.draw()).observe(root);
  }

  get count() {
    return this.list[this.series]?.frames ?? 0;
  }

  get modality() {
    return this.list[this.series]?.modality ?? "";
  }

  /** The series' number in the study: reports and segmentations between the images are not listed. */
  get number() {
    return this.list[this.series]?.number ?? 0;
  }

  /** The original of an enhanced series, or the enhanced one of an original, as a place in the list; -1 without one. */
  get partner() {
    const mine = this.list[this.series];
    if (!mine) return -1;
    if (mine.of >= 0) return this.list.findIndex((one) => one.number === mine.of);
    const last = this.list[this.lastEnhanced];
    return last?.of === mine.number ? this.lastEnhanced : this.list.findIndex((one) => one.of === mine.number);
  }

  get mine() {
    return this.list[this.series];
  }

  /** The scanner's series behind the one in view, by its number: marks stand in its pixels. */
  get source() {
    return this.mine.of >= 0 ? this.mine.of : this.mine.number;
  }

  /** The point of the image in the middle of the pane. */
  middle() {
    return through(this.matrix.inverse(), [this.canvas.width / 2, this.canvas.height / 2]);
  }

  /** Call `act(view)` whenever another image is shown. */
  onShown(act) {
    this.heard.push(act);
  }

  async show(series, place, { keep = false } = {}) {
    const changed = series !== this.series;
    this.series = Math.max(0, Math.min(this.list.length - 1, series));
    const next = Math.max(0, Math.min(this.count - 1, place));
    this.#noteSpeed(next - this.place, changed);
    this.place = next;
    if (this.list[this.series]?.of >= 0) this.lastEnhanced = this.series;
    if (changed && !keep) this.reset(false);
    const [wantSeries, wantPlace] = [this.series, this.place];
    const number = this.number;
    const ready = this.frames.ready(number, wantPlace);
    const coming = ready ?? this.frames.get(number, wantPlace);
    this.frames.ahead(number, this.place, this.count, this.speed);
    if (!ready) this.#waitFor(wantSeries, wantPlace);
    try {
      const frame = await coming;
      if (wantSeries !== this.series || wantPlace !== this.place) return; // the reader has scrolled on
      [this.shown, this.waiting, this.painted] = [frame, false, performance.now()];
      [this.heat, this.doubt, this.under] = [null, null, blank()];
      this.repaint();
      for (const act of this.heard) act(this);
      this.#layOver(wantSeries, wantPlace);
    } catch {
      if (wantSeries !== this.series || wantPlace !== this.place) return; // it was not waited for
      this.root.querySelector("[data-place]").textContent = "This image cannot be shown.";
    }
  }

  #noteSpeed(steps, changed) {
    const now = performance.now();
    const latest = steps / Math.max(8, now - this.moved);
    this.speed = changed || now - this.moved > 400 ? Math.sign(steps) * 0.001 : 0.6 * this.speed + 0.4 * latest;
    this.moved = now;
  }

  /** Say which place is in view before its image has come; an image of another place is soon covered. */
  #waitFor(series, place) {
    this.waiting = true;
    this.#sayPlace();
    const cover = () => this.waiting && series === this.series && place === this.place && this.draw();
    const left = PATIENCE - (performance.now() - this.painted);
    if (left <= 0) cover();
    else setTimeout(cover, left);
  }

  /** Fetch what lies over this image, and the other half of the swipe. */
  async #layOver(series, place) {
    const mine = this.list[series];
    const still = () => series === this.series && place === this.place;
    if (this.overlays) {
      const heat = await this.overlays.heat(mine.of >= 0 ? mine.of : mine.number, place);
      const doubt = mine.of >= 0 ? await this.overlays.doubt(mine.number, place, this.shown.rows, this.shown.columns) : null;
      if (!still()) return;
      [this.heat, this.doubt] = [heat, doubt];
      if (heat || doubt) this.draw();
    }
    await this.fetchUnder();
  }

  /** The partner's image, when halves are compared. */
  async fetchUnder() {
    if (this.swipe === null || this.partner < 0) return;
    const [series, place] = [this.series, this.place];
    const frame = await this.frames.get(this.list[this.partner].number, place);
    if (series !== this.series || place !== this.place) return;
    this.under = { shown: frame, picture: null };
    this.repaint();
  }

  /** Whether the image of this place is the one that is seen: only then may anything be placed on it. */
  get settled() {
    return this.shown !== null && !this.waiting;
  }

  /** The window in force. */
  get grey() {
    return this.window ?? this.shown?.windows?.[0]?.slice(0, 2) ?? [0, 1];
  }

  /** From the smallest to the largest value of the image; 1 of a parametric map. */
  get span() {
    return Math.max(this.shown.high - this.shown.low, 1e-9) || 1;
  }

  /** Say the value under the pointer; `event` is null when it leaves. */
  point(event) {
    this.value = event && this.shown && !this.shown.colour ? this.#valueAt(this.at(event)) : null;
    if (this.shown) this.#say();
  }

  #valueAt([x, y]) {
    const { columns, rows, values, slope, intercept } = this.shown;
    const [column, row] = [Math.floor(x), Math.floor(y)];
    if (column < 0 || row < 0 || column >= columns || row >= rows) return null;
    return values[row * columns + column] * slope + intercept;
  }

  setWindow(center, width) {
    this.window = [center, Math.max(this.span < 4 ? this.span / 1000 : 1, width)];
    this.repaint();
  }

  /** The window that the file or its modality gives it. */
  ownWindow() {
    this.window = null;
    this.repaint();
  }

  reset(draw = true) {
    [this.window, this.inverted, this.how, this.lens] = [null, false, STRAIGHT, null];
    if (draw) this.repaint();
  }

  repaint() {
    if (!this.shown) return;
    this.picture = this.#painted(this.shown, this.picture);
    if (this.under.shown) this.under.picture = this.#painted(this.under.shown, this.under.picture);
    this.draw();
  }

  #painted(frame, canvas) {
    const image = paint(frame, this.grey, this.inverted);
    const made = canvas ?? new OffscreenCanvas(1, 1);
    if (made.width !== image.width || made.height !== image.height) [made.width, made.height] = [image.width, image.height];
    made.getContext("2d").putImageData(image, 0, 0);
    return made;
  }

  /** From the image's columns and rows to pixels of the canvas. */
  get matrix() {
    const { how, shown, canvas } = this;
    const kept = this.placed; // hundreds of corners of marks ask for the same one
    if (kept?.how !== how || kept.shown !== shown || kept.width !== canvas.width || kept.height !== canvas.height) {
      this.placed = { how, shown, width: canvas.width, height: canvas.height, matrix: matrixOf(how, shown, canvas) };
    }
    return this.placed.matrix;
  }

  /** Zoom, move, turn or mirror it: what changes. */
  lay(changes) {
    this.how = Object.freeze({ ...this.how, ...changes });
    this.draw();
  }

  /** A step on the screen as one on the image. */
  direction(step) {
    return onImage(this.how, step);
  }

  /** A point in pixels of the scanner's series as one of the canvas. */
  onScreen(point) {
    return through(this.matrix, point.map((part) => part * this.mine.factor));
  }

  /** A point of the page in pixels of the canvas. */
  onCanvas(event) {
    const box = this.canvas.getBoundingClientRect();
    const ratio = this.canvas.width / box.width;
    return [(event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio];
  }

  /** Where on the image (column, row) a point of the page lies. */
  at(event) {
    return through(this.matrix.inverse(), this.onCanvas(event));
  }

  /** The same in pixels of the scanner's series: marks and measures stand in those. */
  inSource(event) {
    return this.at(event).map((part) => part / this.mine.factor);
  }

  draw() {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [this.root.clientWidth * ratio, this.root.clientHeight * ratio].map(Math.round);
    if (this.canvas.width !== width || this.canvas.height !== height) [this.canvas.width, this.canvas.height] = [width, height];
    const pen = this.canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, width, height);
    if (!this.shown || !this.picture) return;
    if (this.waiting && performance.now() - this.painted >= PATIENCE) return this.#drawWaiting(pen, ratio);
    const { matrix } = this;
    pen.setTransform(matrix);
    pen.imageSmoothingEnabled = this.#isSmooth(matrix);
    pen.drawImage(this.picture, 0, 0);
    this.#drawUnder(pen, width, height);
    this.#drawOver(pen);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    drawMarks(this, pen, ratio);
    drawSketch(this, pen, ratio);
    this.lengths?.draw(pen, ratio, (text, x, y) => write(pen, text, x, y, ratio));
    this.#drawLens(pen, matrix, ratio);
    this.#say();
  }

  /** Whether a pixel is too small on the screen to be shown as the block it is. */
  #isSmooth(matrix) {
    return Math.hypot(matrix.a, matrix.b) * this.mine.factor < BLOCKS;
  }

  /** A round part of the image, larger, over the point that it shows. */
  #drawLens(pen, matrix, ratio) {
    if (!this.lens) return;
    const [x, y] = through(matrix, this.lens);
    const wide = Math.min(LENS * ratio, pen.canvas.width / 3, pen.canvas.height / 3);
    pen.save();
    pen.beginPath();
    pen.arc(x, y, wide, 0, 2 * Math.PI);
    pen.fillStyle = "#000";
    pen.fill();
    pen.save();
    pen.clip();
    const larger = new DOMMatrix().translateSelf(x, y).scaleSelf(LARGER).translateSelf(-x, -y).multiplySelf(matrix);
    pen.setTransform(larger);
    pen.imageSmoothingEnabled = this.#isSmooth(larger);
    pen.drawImage(this.picture, 0, 0);
    pen.restore();
    [pen.strokeStyle, pen.lineWidth] = ["#ffe08a", 2 * ratio];
    pen.stroke();
    pen.restore();
  }

  /** In place of an image that has not come: its number, large, over the last one, dim. */
  #drawWaiting(pen, ratio) {
    pen.save();
    pen.globalAlpha = 0.18;
    pen.setTransform(this.matrix);
    pen.drawImage(this.picture, 0, 0);
    pen.restore();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.textAlign = "center";
    pen.fillStyle = "#e6ecf2";
    pen.font = `600 ${40 * ratio}px system-ui, sans-serif`;
    pen.fillText(String(this.place + 1), pen.canvas.width / 2, pen.canvas.height / 2);
    pen.font = `${14 * ratio}px system-ui, sans-serif`;
    pen.fillText(`of ${this.count}, on its way`, pen.canvas.width / 2, pen.canvas.height / 2 + 28 * ratio);
    pen.textAlign = "start";
  }

  /** The right half of a swipe: the partner's image in the same place, and the line where they meet. */
  #drawUnder(pen, width, height) {
    if (this.swipe === null || !this.under.picture) return;
    const { columns, rows } = this.shown;
    const at = this.swipe * width;
    const placed = pen.getTransform();
    pen.save();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.beginPath();
    pen.rect(at, 0, width - at, height);
    pen.clip();
    pen.clearRect(at, 0, width - at, height);
    pen.setTransform(placed);
    pen.drawImage(this.under.picture, 0, 0, columns, rows);
    pen.restore();
    pen.save();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = "#ffe08a";
    pen.fillRect(at - 1, 0, 2, height);
    const ratio = window.devicePixelRatio || 1;
    const names = this.list[this.series].of >= 0 ? ["Enhanced", "Original"] : ["Original", "Enhanced"];
    pen.font = `600 ${13 * ratio}px system-ui, sans-serif`;
    write(pen, names[0], at - pen.measureText(names[0]).width - 10 * ratio, this.swipeTop, ratio);
    write(pen, names[1], at + 10 * ratio, this.swipeTop, ratio);
    pen.restore();
  }

  /** Where the names of a swipe's halves stand: below what the upper corners say. */
  get swipeTop() {
    const pane = this.root.getBoundingClientRect().top;
    const said = [...this.root.querySelectorAll(".top-left:not(:empty), .top-right:not(:empty)")];
    const low = Math.max(0, ...said.map((corner) => corner.getBoundingClientRect().bottom - pane));
    return (low + 20) * (window.devicePixelRatio || 1);
  }

  #drawOver(pen) {
    const { columns, rows } = this.shown;
    if (this.heat && this.heatOpacity) {
      pen.globalAlpha = this.heatOpacity;
      pen.imageSmoothingEnabled = true;
      pen.drawImage(this.heat, 0, 0, columns, rows);
    }
    if (this.doubt && this.doubtShown && this.swipe === null) {
      pen.globalAlpha = 0.55;
      pen.imageSmoothingEnabled = false;
      pen.drawImage(this.doubt, 0, 0, columns, rows);
    }
    pen.globalAlpha = 1;
  }

  /** The length in mm where the image says it, otherwise in pixels: a wrong millimetre is worse than none. */
  length({ from, to }) {
    const [dx, dy] = [0, 1].map((axis) => (to[axis] - from[axis]) * this.mine.factor);
    const spacing = this.shown.spacing;
    if (!spacing.length) return `${Math.hypot(dx, dy).toFixed(0)} pixels, spacing unknown`;
    const mm = Math.hypot(dx * spacing[1], dy * spacing[0]).toFixed(1);
    return this.shown.inPatient ? `${mm} mm` : `${mm} mm at the detector`;
  }

  #say() {
    const [center, width] = this.grey;
    const say = (name, text) => (this.root.querySelector(name).textContent = text);
    const mine = this.list[this.series];
    const doubt = this.doubt && this.doubtShown && this.swipe === null ? " · stripes: not to be trusted" : "";
    const enhanced = mine?.of >= 0 ? ` · ${mine.factor > 1 ? `enhanced ×${mine.factor}` : "denoised"}, not for diagnosis alone${doubt}` : "";
    const digits = this.span < 4 ? 3 : 0;
    const unit = mine?.modality === "CT" ? " HU" : "";
    const value = this.value === null ? "" : ` · ${this.value.toFixed(digits)}${unit}`;
    const window = `C ${center.toFixed(digits)} W ${width.toFixed(digits)} · `;
    const last = this.lengths?.here().at(-1);
    const measured = last ? ` · ${this.length(last)}` : "";
    const placed = placedInWords(this.how) && ` · ${placedInWords(this.how)}`;
    say("[data-window]", `${this.shown.colour ? "" : window}×${this.how.zoom.toFixed(1)}${placed}${value}${measured}${enhanced}`);
    edgesOf(this.how, this.shown.edges).forEach((letters, i) => say(`[data-edge="${i}"]`, letters));
    this.#sayPlace();
  }

  #sayPlace() {
    const coming = this.waiting ? " · on its way" : "";
    this.root.querySelector("[data-place]").textContent = `${this.place + 1} of ${this.count}${coming}`;
  }
}
