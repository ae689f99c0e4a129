// Lengths on the image: drawn with the mouse or placed with the keys, listed beside the images, told as they change.
import { onKey } from "../keys.js";
import { NOT_YET } from "./view.js";

const FINE = 1; // pixels of the scanner's image that an arrow moves an end
const COARSE = 10; // with Shift
const NEAR = 12; // css pixels around an end within which the mouse takes it

/** Keeps a pane's lengths: {series, place, from, to}, in pixels of the scanner's series. */
export class Lengths {
  constructor(view, room, { box, where, goTo, inHand }) {
    [this.view, this.where, this.goTo] = [view, where, goTo];
    [this.told, this.box] = [room.querySelector("[data-told]"), box];
    this.list = this.box.querySelector("ul");
    this.held = null; // { measure, end, before, fresh } while keys move an end
    view.lengths = this;
    this.all = [];
    const holding = () => this.held !== null;
    onKey(["Enter"], (key, event) => {
      if (event.target.closest("button, a, summary")) return false;
      return holding() ? this.keep() : this.begin();
    }, () => holding() || (inHand() && !view.sketch));
    onKey(["Escape"], () => this.leave(), holding);
    onKey(["x"], () => this.changeEnds(), holding);
    onKey(["Delete", "Backspace"], () => this.remove(this.held.measure), holding);
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-length-do]");
      if (button) this.#do(button.dataset.lengthDo, this.all[Number(button.closest("li").dataset.number)]);
    });
  }

  /** Those on the image in view. */
  here() {
    const { view } = this;
    return this.all.filter((one) => one.series === view.source && one.place === view.place);
  }

  /** A new length, level on the screen, in the middle of what is seen. */
  begin() {
    const { view } = this;
    if (!view.settled) return this.say(NOT_YET);
    const middle = view.middle().map((part) => part / view.mine.factor);
    const half = Math.min(view.shown.columns, view.shown.rows) / view.mine.factor / 12;
    const [dx, dy] = view.direction([1, 0]);
    const measure = this.add(middle.map((part, axis) => part - half * [dx, dy][axis]));
    measure.to = middle.map((part, axis) => part + half * [dx, dy][axis]);
    this.#hold(measure, "Length begun", true);
  }

  /** A new length from a point; the mouse draws its other end. What was in hand stays as it is. */
  add(from) {
    this.held = null;
    const measure = { series: this.view.source, place: this.view.place, from: [...from], to: [...from], text: "" };
    this.all.push(measure);
    return measure;
  }

  #hold(measure, word, fresh) {
    this.held = { measure, end: "to", fresh, before: { from: [...measure.from], to: [...measure.to] } };
    this.view.root.focus({ preventScroll: true });
    this.changed();
    this.say(`${word}: ${measure.text}. Arrows move the ${this.#endName()} end (Shift: further), X the other one; Enter keeps it, Escape leaves it, Delete deletes it.`);
  }

  /** Which end is in hand, as the screen shows it. */
  #endName() {
    const { measure, end } = this.held;
    const other = end === "to" ? "from" : "to";
    const [x0, y0] = this.view.onScreen(measure[other]);
    const [x1, y1] = this.view.onScreen(measure[end]);
    if (Math.abs(x1 - x0) >= Math.abs(y1 - y0)) return x1 >= x0 ? "right" : "left";
    return y1 >= y0 ? "lower" : "upper";
  }

  /** Whether arrow keys belong to a length in hand; then they move its end along the screen. */
  nudge(key, shift) {
    if (!this.held) return false;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    if (!step) return true;
    const { measure, end } = this.held;
    const far = shift ? COARSE : FINE;
    const [dx, dy] = this.view.direction(step);
    const most = [this.view.shown.columns, this.view.shown.rows].map((count) => count / this.view.mine.factor);
    measure[end] = measure[end].map((part, axis) => Math.min(most[axis], Math.max(0, part + far * [dx, dy][axis])));
    this.changed();
    this.say(measure.text);
    return true;
  }

  /** The other end of the length in hand is moved from now on. */
  changeEnds() {
    this.held.end = this.held.end === "to" ? "from" : "to";
    this.changed();
    this.say(`The ${this.#endName()} end is moved now. ${this.held.measure.text}`);
  }

  /** The length in hand stays as it is. */
  keep() {
    const { measure } = this.held;
    this.held = null;
    this.changed();
    this.say(`Length kept: ${measure.text}.`);
  }

  /** The length in hand as it was before; a new one is gone. */
  leave() {
    const { measure, fresh, before } = this.held;
    this.held = null;
    if (fresh) return this.remove(measure, "Length left.");
    Object.assign(measure, before);
    this.changed();
    return this.say(`As it was: ${measure.text}.`);
  }

  remove(measure, words = "") {
    if (this.held?.measure === measure) this.held = null;
    const [text, had] = [measure.text, this.list.contains(document.activeElement)];
    this.all = this.all.filter((one) => one !== measure);
    this.changed();
    this.say(words || `Length deleted: ${text}.`);
    if (had) (this.list.querySelector("button") ?? this.view.root).focus(); // the button in focus is gone
  }

  /** Another image is shown: a length in hand stays as it is. */
  followed() {
    if (this.held && !this.here().includes(this.held.measure)) this.held = null;
  }

  /** An end of the length in hand under the mouse: {measure, end}, or nothing: elsewhere a new one is drawn. */
  under(point) {
    const ratio = window.devicePixelRatio || 1;
    const measure = this.held?.measure;
    if (!measure) return null;
    for (const end of ["to", "from"]) {
      const [x, y] = this.view.onScreen(measure[end]);
      if (Math.hypot(x - point[0], y - point[1]) <= NEAR * ratio) return { measure, end };
    }
    return null;
  }

  #do(what, measure) {
    if (what === "delete") return this.remove(measure);
    return this.goTo(measure.series, measure.place).then(() => {
      if (what === "move") this.#hold(measure, "Length in hand", false);
      else this.view.root.focus();
      if (what === "go") this.say(measure.text);
    });
  }

  say(text) {
    this.told.textContent = text;
  }

  /** Measure again what is in view, and list everything. */
  changed() {
    for (const one of this.here()) one.text = this.view.length(one);
    this.box.hidden = !this.all.length;
    const rows = this.all.map((one, number) => this.#row(one, number));
    const same = rows.length === this.list.children.length;
    if (!same) this.list.replaceChildren(...rows);
    else rows.forEach((row, i) => [...row.querySelectorAll("[data-said]")].forEach((part, n) => this.#put(this.list.children[i], n, part)));
    this.view.draw();
  }

  /** Words of a row in place, so that the focus stays where it is. */
  #put(row, number, part) {
    const old = row.querySelectorAll("[data-said]")[number];
    if (old.textContent !== part.textContent) old.textContent = part.textContent;
    const label = part.closest("button")?.getAttribute("aria-label");
    if (label) old.closest("button")?.setAttribute("aria-label", label);
  }

  #row(measure, number) {
    const row = document.createElement("li");
    row.dataset.number = number;
    const where = `${this.where} ${measure.place + 1}`;
    const button = (what, label, parts) => {
      const made = document.createElement("button");
      [made.type, made.dataset.lengthDo] = ["button", what];
      if (label) made.setAttribute("aria-label", label);
      made.append(...parts);
      return made;
    };
    const said = (text, kind) => Object.assign(document.createElement("span"), { textContent: text, className: kind });
    const parts = [said(measure.text, "strong"), said(where, "sub")];
    parts.forEach((part) => (part.dataset.said = ""));
    const acts = document.createElement("div");
    acts.className = "mark-acts";
    for (const [what, word] of [["move", "Move"], ["delete", "Delete"]]) {
      const text = said(word, "");
      text.dataset.said = "";
      acts.append(button(what, `${word} the length ${measure.text}, ${where}`, [text]));
    }
    row.append(button("go", "", [said("Go to the length ", "only-read"), parts[0], " ", parts[1]]), acts);
    return row;
  }

  /** The lines over the image, with their lengths; the end in hand is filled. */
  draw(pen, ratio, write) {
    for (const measure of this.here()) {
      const [a, b] = [measure.from, measure.to].map((point) => this.view.onScreen(point));
      const mine = this.held?.measure === measure;
      for (const [width, colour] of [[4, "rgb(0 0 0 / 60%)"], [2, mine ? "#ffe08a" : "#6cb4ff"]]) {
        [pen.strokeStyle, pen.lineWidth] = [colour, width * ratio];
        pen.beginPath();
        pen.moveTo(...a);
        pen.lineTo(...b);
        pen.stroke();
      }
      for (const [end, [x, y]] of [["from", a], ["to", b]]) {
        pen.beginPath();
        pen.arc(x, y, 4 * ratio, 0, 2 * Math.PI);
        pen.fillStyle = mine && this.held.end === end ? "#ffe08a" : "rgb(0 0 0 / 60%)";
        pen.fill();
        pen.lineWidth = 1.5 * ratio;
        pen.stroke();
      }
      const right = a[0] > b[0] ? a : b;
      write(measure.text || this.view.length(measure), right[0] + 12 * ratio, right[1] + 5 * ratio);
    }
  }
}
