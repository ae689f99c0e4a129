// Marks by hand: an ellipse is drawn with the mouse or placed with the keys, named, moved and sized; the server keeps it.
import { onKey } from "../keys.js";
import { NOT_YET } from "./view.js";

const CORNERS = 32;
const STEP = 2; // pixels of the image; a tenth of the outline's size where that is more

const ellipse = (x0, y0, x1, y1) =>
  Array.from({ length: CORNERS }, (_, i) => {
    const angle = (2 * Math.PI * i) / CORNERS;
    return [(x0 + x1) / 2 + (Math.abs(x1 - x0) / 2) * Math.cos(angle), (y0 + y1) / 2 + (Math.abs(y1 - y0) / 2) * Math.sin(angle)];
  });

const boxOf = (polygon) => {
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
};

/** Joins the tool, the list of marks and the form; `view.sketch` is what is being drawn: {series, place, polygon, id, label}. */
export class Marking {
  constructor(view, room, deciding, { useTool, goTo, told }) {
    [this.view, this.deciding, this.useTool, this.goTo, this.told] = [view, deciding, useTool, goTo, told];
    this.dialog = document.getElementById("mark-dialog");
    if (!deciding.form) return;
    room.addEventListener("click", (event) => {
      const act = event.target.closest("[data-mark-do]");
      if (act) this.#do(act.dataset.markDo, JSON.parse(act.closest("li").querySelector("[data-mark]").dataset.mark));
    });
    document.addEventListener("submit", (event) => {
      if (event.target !== deciding.form) return;
      event.preventDefault();
      this.#add();
    });
    const { finding, words } = this.#named();
    words.addEventListener("input", () => (finding.required = !words.value.trim()));
    this.dialog.addEventListener("close", () => this.dialog.returnValue !== "keep" && this.drop());
    const drawing = () => this.view.sketch !== null;
    onKey(["Enter"], () => this.keep(), drawing);
    onKey(["Escape"], () => this.drop(), drawing);
    onKey(["k"], () => this.begin());
    onKey(["j"], () => (deciding.chosen ? this.#do("move", deciding.chosen) : this.told("No mark is chosen: N goes to the next one.")));
  }

  /** The fields of the dialog: what it is. */
  #named() {
    return { finding: this.dialog.querySelector("[name=finding]"), words: this.dialog.querySelector("[name=words]") };
  }

  /** Whether arrow keys belong to a mark that is being drawn; then they move it, with Shift they size it. */
  nudge(key, shift) {
    const sketch = this.view.sketch;
    if (!sketch) return false;
    const [x0, y0, x1, y1] = boxOf(sketch.polygon);
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
    const [stepX, stepY] = [Math.max(STEP, (x1 - x0) / 10), Math.max(STEP, (y1 - y0) / 10)];
    const [wide, tall] = this.view.direction([1, 0])[0] ? [dx, -dy] : [-dy, dx]; // a turned image is sized as it is seen
    const [right, down] = this.view.direction([dx, dy]);
    if (shift) this.#size(Math.max(2, x1 - x0 + 2 * wide * stepX), Math.max(2, y1 - y0 + 2 * tall * stepY));
    else sketch.polygon = sketch.polygon.map(([x, y]) => [x + right * stepX, y + down * stepY]);
    this.view.draw();
    return true;
  }

  #size(width, height) {
    const sketch = this.view.sketch;
    const [x0, y0, x1, y1] = boxOf(sketch.polygon);
    const [cx, cy, sx, sy] = [(x0 + x1) / 2, (y0 + y1) / 2, width / Math.max(1, x1 - x0), height / Math.max(1, y1 - y0)];
    sketch.polygon = sketch.polygon.map(([x, y]) => [cx + (x - cx) * sx, cy + (y - cy) * sy]);
  }

  /** A new mark in the middle of what is seen, for the keys. */
  begin() {
    const { view } = this;
    if (!view.settled) return this.told(NOT_YET);
    this.useTool("mark");
    const [x, y] = view.middle().map((part) => part / view.mine.factor);
    const half = Math.min(view.shown.columns, view.shown.rows) / view.mine.factor / 12;
    this.#sketch(ellipse(x - half, y - half, x + half, y + half));
    this.told("Arrows move it, Shift and arrows size it, Enter keeps it, Escape drops it.");
  }

  /** The mouse goes down with the tool in hand: inside a sketch it moves that, elsewhere it draws a new one. */
  press(event) {
    const factor = this.view.mine.factor;
    const at = (pointer) => this.view.at(pointer).map((part) => part / factor);
    const from = at(event);
    const sketch = this.view.sketch;
    const box = sketch && boxOf(sketch.polygon);
    const inside = box && from[0] > box[0] && from[0] < box[2] && from[1] > box[1] && from[1] < box[3];
    const before = sketch?.polygon;
    return {
      move: (pointer) => {
        const to = at(pointer);
        if (inside) sketch.polygon = before.map(([x, y]) => [x + to[0] - from[0], y + to[1] - from[1]]);
        else if (sketch?.id) sketch.polygon = ellipse(...from, ...to);
        else this.#sketch(ellipse(...from, ...to));
      },
      up: (pointer) => {
        const to = at(pointer);
        if (inside || Math.hypot(to[0] - from[0], to[1] - from[1]) < 2) return;
        if (!this.view.sketch?.id) this.keep();
        else this.told("Enter, or Keep in the list, keeps the new outline; Escape leaves the old one.");
      },
    };
  }

  /** A new one is named first; a moved one is kept as it stands. */
  keep() {
    const sketch = this.view.sketch;
    if (!sketch.id) {
      this.dialog.returnValue = "";
      return this.dialog.showModal();
    }
    this.view.sketch = null;
    return this.deciding.send("move", this.deciding.list.find((mark) => mark.id === sketch.id), place(sketch));
  }

  drop() {
    this.#offer("Move", this.view.sketch?.id);
    this.view.sketch = null;
    this.told("");
    this.view.draw();
  }

  #add() {
    const { sketch } = this.view;
    const { finding, words } = this.#named();
    const named = { finding: finding.value, words: words.value };
    this.view.sketch = null;
    this.dialog.close("keep");
    [finding.value, words.value, finding.required] = ["", "", true];
    return this.deciding.send("add", null, { ...place(sketch), ...named });
  }

  #sketch(polygon) {
    const { view } = this;
    view.sketch = { series: view.source, place: view.place, polygon, id: "", label: "New mark" };
    view.draw();
  }

  async #do(what, mark) {
    if (what !== "move") return this.deciding.send(what, mark);
    const { view } = this;
    if (view.sketch?.id === mark.id) return this.keep();
    if (view.sketch) this.drop();
    const outlines = view.marks.filter((one) => one.id === mark.id);
    const here = outlines.find((one) => one.series === view.source && one.place === view.place) ?? mark;
    if (here.series !== view.source || here.place !== view.place) await this.goTo(here.series, here.place);
    view.sketch = { series: here.series, place: here.place, polygon: here.polygon, id: mark.id, label: mark.label };
    this.useTool("mark");
    this.#offer("Keep", mark.id);
    view.root.focus();
    view.draw();
    return this.told("Drag it or use the arrows (with Shift they size it); Enter keeps it, or Keep in the list; Escape leaves it.");
  }

  /** What a mark's button says that begins to move it, or keeps where it was moved: a finger has no Enter. */
  #offer(words, id) {
    for (const item of this.deciding.room.querySelectorAll("li [data-mark]")) {
      const button = item.closest("li").querySelector('[data-mark-do="move"]');
      if (button && JSON.parse(item.dataset.mark).id === id) button.textContent = words;
    }
  }
}

const place = ({ series, place, polygon }) => ({ series, place, polygon: JSON.stringify(polygon.map((point) => point.map((part) => Math.round(part * 10) / 10))) });
