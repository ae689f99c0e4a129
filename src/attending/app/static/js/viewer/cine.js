// A stack played by itself, only when asked for and until it is stopped; a place whose image has not come is waited for.
import { onKey } from "../keys.js";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** Plays a pane; `told` says what happens to it. */
export class Cine {
  constructor(view, room, told) {
    [this.view, this.told, this.playing] = [view, told, false];
    this.button = room.querySelector('[data-act="cine"]');
    this.label = room.querySelector("[data-cine]");
    this.rate = this.label.querySelector("input");
    this.rate.value = CALM.matches ? 4 : 12;
    onKey([",", "."], (key) => (this.rate.value = Number(this.rate.value) + (key === "." ? 1 : -1)), () => this.playing);
    onKey([" "], (key, event) => (event.target.closest("button, a, summary") ? false : this.toggle()), () => view.count > 1);
    onKey(["Escape"], () => this.stop(), () => this.playing);
  }

  toggle() {
    if (this.playing) return this.stop();
    if (this.view.count < 2) return undefined;
    this.#set(true);
    this.told("Playing. Comma and full stop change the speed, Space or Escape stops.");
    [this.next, this.series] = [performance.now(), this.view.series];
    return requestAnimationFrame((now) => this.#step(now));
  }

  stop() {
    if (!this.playing) return;
    this.#set(false);
    this.told(`Stopped at image ${this.view.place + 1} of ${this.view.count}.`);
  }

  #set(playing) {
    this.playing = playing;
    this.button.setAttribute("aria-pressed", String(playing));
    this.label.hidden = !playing;
    this.view.root.querySelector("[data-place]").setAttribute("aria-live", playing ? "off" : "polite"); // not every image
  }

  #step(now) {
    if (!this.playing) return;
    if (this.view.series !== this.series) return void this.stop();
    if (now >= this.next && !this.view.waiting) {
      this.next = Math.max(now, this.next + 1000 / Number(this.rate.value));
      this.view.show(this.view.series, (this.view.place + 1) % this.view.count);
    }
    requestAnimationFrame((later) => this.#step(later));
  }
}
