// One pane: which image it shows, how it is placed, its window, its marks and measures.
import { layOut, wrapped } from "./labels.js";
import { paint } from "./paint.js";

const blank = () => ({ shown: null, picture: null });
const PATIENCE = 90; // ms that an image of another place may stand before it is covered by the number of the one to come

const BLOCKS = 8 * (window.devicePixelRatio || 1); // a pixel of the scanner this large on the screen is shown as a block, enhanced or not

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
    this.zoom = 1;
    this.pan = [0, 0];
    this.measures = [];
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
    const [[sx, sy], [ox, oy]] = [this.scale, this.origin];
    return [(this.canvas.width / 2 - ox) / sx, (this.canvas.height / 2 - oy) / sy];
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

  reset(draw = true) {
    [this.window, this.inverted, this.zoom, this.pan, this.measures] = [null, false, 1, [0, 0], []];
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
    [made.width, made.height] = [image.width, image.height];
    made.getContext("2d").putImageData(image, 0, 0);
    return made;
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
    const [[sx, sy], [ox, oy]] = [this.scale, this.origin];
    pen.setTransform(sx, 0, 0, sy, ox, oy);
    pen.imageSmoothingEnabled = sx * this.mine.factor < BLOCKS;
    pen.drawImage(this.picture, 0, 0);
    this.#drawUnder(pen, width, height);
    this.#drawOver(pen);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    const toScreen = ([x, y]) => [x * sx + ox, y * sy + oy];
    this.#drawMarks(pen, toScreen, ratio);
    this.#drawSketch(pen, toScreen, ratio);
    this.#drawMeasures(pen, toScreen, ratio);
    this.#say();
  }

  /** In place of an image that has not come: its number, large, over the last one, dim. */
  #drawWaiting(pen, ratio) {
    const [[sx, sy], [ox, oy]] = [this.scale, this.origin];
    pen.save();
    pen.globalAlpha = 0.18;
    pen.setTransform(sx, 0, 0, sy, ox, oy);
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
    this.#text(pen, names[0], at - pen.measureText(names[0]).width - 10 * ratio, this.swipeTop, ratio);
    this.#text(pen, names[1], at + 10 * ratio, this.swipeTop, ratio);
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

  #drawMarks(pen, toPage, ratio) {
    if (!this.opacity) return;
    const mine = this.list[this.series];
    const source = mine.of >= 0 ? mine.of : mine.number;
    const toScreen = ([x, y]) => toPage([x * mine.factor, y * mine.factor]);
    const labels = [];
    for (const mark of this.marks.filter((m) => m.series === source && m.place === this.place)) {
      pen.globalAlpha = this.opacity;
      pen.lineWidth = (mark.chosen ? 3 : 2) * ratio;
      pen.setLineDash(mark.sure ? [] : [6 * ratio, 4 * ratio]);
      pen.strokeStyle = mark.chosen ? "#ffe08a" : "#ff9a9f";
      pen.beginPath();
      const points = mark.polygon.map(toScreen);
      points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.closePath();
      pen.stroke();
      const [x, y] = points.reduce((a, b) => (b[1] < a[1] ? b : a));
      const [columns, rows] = [points.map((point) => point[0]), points.map((point) => point[1])];
      const [left, right, low] = [Math.min(...columns), Math.max(...columns), Math.max(...rows)];
      const { width, height } = pen.canvas;
      if (right < 0 || low < 0 || y > height || left > width) continue;
      const box = { x: left, y, width: right - left, height: low - y };
      labels.push({ text: mark.label, x: Math.max(0, Math.min(x, width)), y: Math.max(0, y), colour: pen.strokeStyle, box });
    }
    pen.setLineDash([]);
    pen.globalAlpha = Math.min(1, this.opacity + 0.3); // letters want more than lines
    this.#drawNames(pen, labels, ratio);
    pen.globalAlpha = 1;
  }

  /** The names of marks, none over another; a line leads to the mark where a name stands away from it. */
  #drawNames(pen, labels, ratio) {
    const { width, height } = pen.canvas;
    pen.font = `600 ${13 * ratio}px system-ui, sans-serif`;
    const measure = (text) => pen.measureText(text).width;
    const [pad, tall] = [3 * ratio, 17 * ratio];
    const names = labels.map((label) => {
      const lines = wrapped(label.text, Math.min(width - 2 * pad, Math.max(140 * ratio, width * 0.6)), measure);
      return { ...label, lines, width: Math.max(...lines.map(measure)) + 2 * pad, height: lines.length * tall };
    });
    const boxes = layOut(names, this.#taken(pen, ratio), { width, height }, ratio, labels.map(({ box }) => box));
    names.forEach(({ lines, x, y, colour }, i) => {
      const box = boxes[i];
      if (!box) return; // its name stands in the list
      const [nearX, nearY] = [Math.max(box.x, Math.min(x, box.x + box.width)), Math.max(box.y, Math.min(y, box.y + box.height))];
      if (Math.hypot(nearX - x, nearY - y) > 8 * ratio) {
        pen.strokeStyle = colour;
        pen.lineWidth = ratio;
        pen.beginPath();
        pen.moveTo(x, y);
        pen.lineTo(nearX, nearY);
        pen.stroke();
      }
      pen.fillStyle = "rgb(0 0 0 / 70%)";
      pen.fillRect(box.x, box.y, box.width, box.height);
      pen.fillStyle = "#ffffff";
      lines.forEach((line, n) => pen.fillText(line, box.x + pad, box.y + n * tall + 13 * ratio));
    });
  }

  /** Boxes of the pane where something is said already: the corners, and the two names of a swipe. */
  #taken(pen, ratio) {
    const pane = this.root.getBoundingClientRect();
    const corners = [...this.root.querySelectorAll(".corner:not(:empty)")].map((corner) => {
      const { left, top, width, height } = corner.getBoundingClientRect();
      return { x: (left - pane.left) * ratio, y: (top - pane.top) * ratio, width: width * ratio, height: height * ratio };
    });
    if (this.swipe === null || !this.under.picture) return corners;
    const at = this.swipe * pen.canvas.width;
    return [...corners, ...["Original", "Enhanced"].map((name, right) => {
      const width = pen.measureText(name).width + 10 * ratio;
      return { x: right ? at : at - width - 4 * ratio, y: this.swipeTop - 16 * ratio, width: width + 4 * ratio, height: 22 * ratio };
    })];
  }

  #drawSketch(pen, toPage, ratio) {
    const { sketch, mine } = this;
    if (!sketch || sketch.series !== this.source || sketch.place !== this.place) return;
    const points = sketch.polygon.map(([x, y]) => toPage([x * mine.factor, y * mine.factor]));
    pen.strokeStyle = "#ffe08a";
    pen.lineWidth = 3 * ratio;
    pen.setLineDash([8 * ratio, 4 * ratio]);
    pen.beginPath();
    points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.closePath();
    pen.stroke();
    pen.setLineDash([]);
    const [x, y] = points.reduce((a, b) => (b[1] < a[1] ? b : a));
    this.#text(pen, sketch.label, x, y - 6 * ratio, ratio);
  }

  #drawMeasures(pen, toScreen, ratio) {
    for (const measure of this.#measuresHere()) {
      const [a, b] = [measure.from, measure.to].map(([x, y]) => toScreen([x * this.mine.factor, y * this.mine.factor]));
      pen.strokeStyle = "#6cb4ff";
      pen.lineWidth = 2 * ratio;
      pen.beginPath();
      pen.moveTo(...a);
      pen.lineTo(...b);
      pen.stroke();
      this.#text(pen, this.length(measure), b[0] + 8 * ratio, b[1], ratio);
    }
  }

  #measuresHere() {
    return this.measures.filter((one) => one.series === this.source && one.place === this.place);
  }

  /** A label inside the pane. */
  #text(pen, text, left, base, ratio) {
    pen.font = `600 ${13 * ratio}px system-ui, sans-serif`;
    const width = pen.measureText(text).width + 6 * ratio;
    const x = Math.max(0, Math.min(left - 3 * ratio, pen.canvas.width - width));
    pen.fillStyle = "rgb(0 0 0 / 70%)";
    pen.fillRect(x, base - 13 * ratio, width, 17 * ratio);
    pen.fillStyle = "#ffffff";
    pen.fillText(text, x + 3 * ratio, base);
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
    const last = this.#measuresHere().at(-1);
    const measured = last ? ` · ${this.length(last)}` : "";
    say("[data-window]", `${this.shown.colour ? "" : window}×${this.zoom.toFixed(1)}${value}${measured}${enhanced}`);
    this.shown.edges.forEach((letters, i) => say(`[data-edge="${i}"]`, letters));
    this.#sayPlace();
  }

  #sayPlace() {
    const coming = this.waiting ? " · on its way" : "";
    this.root.querySelector("[data-place]").textContent = `${this.place + 1} of ${this.count}${coming}`;
  }
}
