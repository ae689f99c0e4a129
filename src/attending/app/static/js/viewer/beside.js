// The earlier study beside this one: it goes along by position in mm where both stacks say theirs and lie in one
// direction, else by the share of the stack; the reader can let it go and link it again with what is in view.

const ALIKE = 0.97; // cosine of two normals from which on the stacks lie in one direction (14 degrees)

/** Joins the two panes; `told` says to screen readers what changed. */
export class Beside {
  constructor(main, prior, room, told) {
    [this.main, this.prior, this.room, this.told] = [main, prior, room, told];
    this.known = new Map(); // "study/series" → where its places lie, once the server has said it
    [this.linked, this.offset, this.kind] = [true, null, ""]; // of the reader: mm, or places of the earlier stack
    main.onShown(() => this.follow());
  }

  get open() {
    return Boolean(this.prior) && !this.prior.root.hidden;
  }

  toggle() {
    if (!this.prior) return;
    this.prior.root.hidden = !this.prior.root.hidden;
    this.room.querySelector('[data-act="prior"]').setAttribute("aria-pressed", String(this.open));
    this.room.querySelector('[data-act="link"]').hidden = !this.open;
    this.follow();
  }

  /** The earlier series that goes with the one in view: of the same name, else the first of the same modality. */
  #index() {
    const named = this.room.querySelectorAll("[data-prior-series] [data-title]");
    const title = this.room.querySelector(`button[data-series="${this.main.number}"] .strong`)?.textContent;
    const same = [...named].findIndex((one) => one.dataset.title === title);
    return Math.max(0, same >= 0 ? same : this.prior.list.findIndex((series) => series.modality === this.main.modality));
  }

  /** The earlier study follows, where it is linked. */
  follow() {
    if (!this.open) return;
    const index = this.#index();
    if (index !== this.prior.series || !this.prior.shown) {
      [this.offset, this.linked] = [null, true];
      this.prior.show(index, this.#alongside(index));
    } else if (this.linked) this.prior.show(index, this.#alongside(index));
    this.#sayLink();
  }

  /** Where both stacks say where they lie, in one direction: their places in mm along this one's normal. */
  #both(index) {
    const [now, then] = [this.#places(this.main, this.main.series), this.#places(this.prior, index)];
    if (!now?.normal || !then?.normal) return null;
    const way = now.normal.reduce((sum, part, axis) => sum + part * then.normal[axis], 0);
    if (Math.abs(way) < ALIKE) return null;
    const along = then.along.map((mm) => Math.sign(way) * mm);
    const middle = (all) => (Math.min(...all) + Math.max(...all)) / 2;
    const same = now.place && now.place === then.place;
    return { now: now.along, then: along, same, start: same ? 0 : middle(along) - middle(now.along) };
  }

  /** The place of an earlier series that belongs to the place in view. */
  #alongside(index) {
    const both = this.#both(index);
    const kind = both ? "mm" : "share";
    if (kind !== this.kind) [this.kind, this.offset] = [kind, null];
    if (!both) {
      const share = this.main.count > 1 ? this.main.place / (this.main.count - 1) : 0;
      return Math.round(share * (this.prior.list[index].frames - 1)) + (this.offset ?? 0);
    }
    const wanted = both.now[this.main.place] + (this.offset ?? both.start);
    const away = both.then.map((mm) => Math.abs(mm - wanted));
    const nearest = away.indexOf(Math.min(...away));
    this.beyond = away[nearest] > step(both.then);
    return nearest;
  }

  /** The reader has scrolled the earlier pane by itself: linked, it keeps that offset from now on. */
  moved() {
    if (this.linked) this.#keepOffset();
    this.#sayLink();
  }

  #keepOffset() {
    const index = this.prior.series;
    const both = this.#both(index);
    if (both) this.offset = both.then[this.prior.place] - both.now[this.main.place];
    else this.offset = this.prior.place - (this.#alongside(index) - (this.offset ?? 0));
    this.beyond = false;
  }

  /** Let the earlier pane go, or link both with what is in view. */
  link() {
    if (!this.open) return;
    this.linked = !this.linked;
    if (this.linked) this.#keepOffset();
    this.#sayLink();
    this.told(this.linked ? `Linked here. ${this.words}` : "Let go: each pane is scrolled by itself. L links them again.");
  }

  /** As it was at first. */
  reset() {
    [this.linked, this.offset] = [true, null];
    this.follow();
  }

  /** Which kind of link is on. */
  get words() {
    if (!this.linked) return "Not linked";
    if (this.main.count < 2 && (this.prior?.count ?? 0) < 2) return "";
    const both = this.#both(this.prior.series);
    if (!both) return `Together by share of the stack, positions are not known${this.offset ? `, ${signed(this.offset)} images` : ""}`;
    if (this.beyond) return "This position lies outside the earlier stack";
    const offset = this.offset ?? both.start;
    const how = this.offset !== null ? "set by you" : both.same ? "same frame of reference" : "middles of the stacks joined";
    return `Together by position, offset ${signed(offset.toFixed(1))} mm (${how})`;
  }

  #sayLink() {
    const [said, words] = [this.prior.root.querySelector("[data-link]"), this.words];
    if (said.textContent !== words) said.textContent = words;
    const button = this.room.querySelector('[data-act="link"]');
    button.textContent = this.linked ? "Unlink" : "Link here";
    button.setAttribute("aria-pressed", String(this.linked));
  }

  /** What the server says of where a series lies; asked for once, and followed anew when it comes. */
  #places(view, index) {
    const number = view.list[index]?.number;
    const name = `${view.frames.key}/series/${number}`;
    if (!this.known.has(name)) {
      this.known.set(name, null);
      fetch(`/imaging/${name}/places`)
        .then((answer) => (answer.ok ? answer.json() : null))
        .then((places) => this.known.set(name, places) && this.follow())
        .catch(() => null);
    }
    return this.known.get(name);
  }
}

const signed = (number) => (Number(number) > 0 ? `+${number}` : String(number).replace("-", "−"));

/** The usual distance of neighbours. */
function step(along) {
  const sorted = [...along].sort((a, b) => a - b);
  const steps = sorted.slice(1).map((mm, i) => mm - sorted[i]).sort((a, b) => a - b);
  return steps[steps.length >> 1] || 1;
}
