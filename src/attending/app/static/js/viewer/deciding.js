// Decisions on marks without leaving the image: accept, decline, move, take back; the list and the report follow.
import { onKey } from "../keys.js";

/** Sends each change, puts the new list in place, and remembers how to take it back. */
export class Deciding {
  constructor(view, room, { goToMark, told, busy }) {
    [this.view, this.room, this.goToMark, this.told] = [view, room, goToMark, told];
    [this.past, this.last] = [[], Promise.resolve()];
    this.met = undefined; // the id of the mark that the reader was led to, or has just decided on
    this.read();
    this.#recall();
    onKey(["n", "N"], (key) => this.next(key === "N" ? -1 : 1), () => this.list.length > 0);
    if (!this.form) return;
    onKey(["a"], () => this.#then(() => this.decide("accept")));
    onKey(["x"], () => this.#then(() => this.decide("decline")), () => !busy());
    onKey(["u"], () => this.#then(() => this.undo()));
    onKey(["Delete"], () => this.#then(() => this.decide("remove")), () => !busy() && this.chosen?.drawn);
  }

  /** One change after the other, however fast the keys come. */
  #then(act) {
    this.last = this.last.then(act);
  }

  get form() {
    return this.room.querySelector("[data-mark-form]");
  }

  /** Under which this tab keeps how to take changes back, so that a reload forgets nothing. */
  get #kept() {
    return `marks.${this.room.dataset.key}`;
  }

  /** What was kept counts only while the report is as it was left. */
  #recall() {
    const kept = JSON.parse(sessionStorage.getItem(this.#kept) ?? "null");
    if (this.form && kept?.version === this.form.version.value) this.past = kept.past;
  }

  #remember() {
    if (this.form) sessionStorage.setItem(this.#kept, JSON.stringify({ version: this.form.version.value, past: this.past }));
  }

  /** Every mark's outlines for the image; the list has each mark once. */
  read() {
    const chosen = this.view.marks.find((mark) => mark.chosen)?.id;
    const all = [...this.room.querySelectorAll("[data-mark]")].map((item) => JSON.parse(item.dataset.mark));
    for (const mark of all) mark.chosen = mark.id === chosen;
    this.view.marks = all;
    this.list = all.filter((mark) => mark.first);
  }

  /** The mark that keys decide on: the one that was gone to, else the only one on the image. */
  get chosen() {
    const here = this.view.marks.filter((mark) => mark.series === this.view.source && mark.place === this.view.place);
    const ids = [...new Set(here.map((mark) => mark.id))];
    const named = this.view.marks.find((mark) => mark.chosen && ids.includes(mark.id))?.id ?? (ids.length === 1 ? ids[0] : "");
    return this.list.find((mark) => mark.id === named);
  }

  /** To the next mark, or the one before; one that is in view and that the reader has not been led to comes first. */
  next(step) {
    const at = this.list.findIndex((mark) => mark === this.chosen);
    const by = at >= 0 && this.list[at].id !== this.met ? 0 : step;
    const mark = this.list[(at < 0 ? (step > 0 ? 0 : this.list.length - 1) : at + by + this.list.length) % this.list.length];
    this.goToMark(mark);
    const how = mark.state === "open" ? "not decided" : mark.state;
    this.told(`${mark.label}, image ${mark.place + 1}, ${how}.${this.form ? " A accepts, X declines, J moves, U takes back." : ""}`);
  }

  decide(what) {
    const mark = this.chosen;
    if (!mark) return this.told("No mark is chosen: N goes to the next one.");
    if (what === "decline" && mark.drawn) return this.told("Your own mark is removed with Delete, not declined.");
    const state = { accept: "accepted", decline: "declined" }[what];
    if (state === mark.state) return this.told(`It is ${state} already. U takes the last decision back.`);
    return this.send(what, mark);
  }

  /** How the reader gets back to what was: the changes that lead there. */
  #back(what, mark, sent) {
    const was = { accepted: ["accept"], declined: ["decline"] }[mark?.state] ?? [];
    if (what === "add") return [{ do: "remove", mark: sent.added }];
    if (what === "remove") return [{ do: "add", mark: "", series: mark.series, place: mark.place, polygon: JSON.stringify(mark.polygon), words: mark.label }];
    if (what === "move" && (mark.drawn || mark.moved)) return [{ do: "move", mark: mark.id, series: mark.series, place: sent.place, polygon: JSON.stringify(sent.polygon) }];
    return [{ do: "reconsider", mark: mark.id }, ...was.map((one) => ({ do: one, mark: mark.id }))];
  }

  /** One change; `extra` are fields of the form beside what is done to which mark. */
  async send(what, mark, extra = {}) {
    this.told("");
    this.met = mark?.id;
    const before = mark && what === "move" ? this.view.marks.find((one) => one.id === mark.id && one.place === extra.place && one.series === extra.series) : null;
    const fields = { do: what, mark: mark?.id ?? "", ...extra };
    const id = await this.#post(fields);
    if (id === null) return;
    this.past.push(this.#back(what, mark, { added: id, place: extra.place, polygon: before?.polygon }));
    this.#remember();
    this.told(`${mark?.label ?? "New mark"}: ${WORDS[what]}. U takes it back.`);
  }

  /** Take the last change of this visit back, also after a reload. */
  async undo() {
    this.told("");
    const steps = this.past.pop();
    if (!steps) return void this.told("Nothing to take back.");
    for (const step of steps) if ((await this.#post(step)) === null) return;
    this.#remember();
    this.told("Taken back.");
  }

  /** Post a change, and put what the page now says of marks in place of what it said; the mark's id, null if refused. */
  async #post(fields) {
    try {
      const body = new URLSearchParams([...new FormData(this.form)].map(([name, value]) => [name, String(value)]));
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      const answer = await fetch(this.form.action, { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
      const address = new URL(answer.url);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [old, now] = [this.room.querySelector("[data-marks]"), page.querySelector("[data-marks]")];
      if (!now) throw new Error("signed out");
      const focused = old.contains(document.activeElement) ? document.activeElement.closest("li")?.querySelector("[data-go]")?.dataset.mark : null;
      old.replaceWith(document.adoptNode(now));
      history.replaceState(null, "", address.pathname + address.search);
      this.read();
      this.#focus(focused && JSON.parse(focused).id);
      this.view.draw();
      return address.searchParams.get("mark") ?? "";
    } catch (error) {
      this.told(error.message === "409" ? "The report has changed meanwhile: load the page again." : "That did not work. Nothing was changed.");
      return null;
    }
  }

  /** The focus back to the mark that was decided from the list; to the image where it is gone. */
  #focus(id) {
    if (!id) return;
    const button = [...this.room.querySelectorAll("[data-go]")].find((one) => JSON.parse(one.dataset.mark).id === id);
    (button ?? this.view.root).focus();
  }
}

const WORDS = { accept: "accepted", decline: "declined", move: "its new outline is kept, accepted", add: "kept, accepted", remove: "removed" };
