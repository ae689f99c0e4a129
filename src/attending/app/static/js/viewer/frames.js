// Frames of one study: fetched once, kept while there is room, the neighbours of the one in view fetched ahead.
const ROOM = 600; // frames; 512 x 512 of 16 bits are 300 MB
const AHEAD = 12;
const SIDE_BY_SIDE = 4; // requests at a time

export class Frames {
  constructor(key) {
    this.key = key;
    this.kept = new Map();
    this.queue = [];
    this.running = 0;
  }

  /** The frame at a place of a series; a promise that is answered at once when it is there. */
  get(series, place) {
    const name = `${series}/${place}`;
    const known = this.kept.get(name);
    if (known) {
      this.kept.delete(name); // newest last
      this.kept.set(name, known);
      return known;
    }
    return this.#keep(name, this.#fetch(series, place));
  }

  /** The frame if it has come already. */
  ready(series, place) {
    return this.kept.get(`${series}/${place}`)?.frame ?? null;
  }

  /** Fetch what the reader will scroll to next. */
  ahead(series, place, count, direction) {
    this.queue = [];
    for (let step = 1; step <= AHEAD; step += 1) {
      for (const next of [place + direction * step, place - direction * Math.ceil(step / 3)]) {
        if (next >= 0 && next < count && !this.kept.has(`${series}/${next}`)) this.queue.push([series, next]);
      }
    }
    this.#pump();
  }

  #pump() {
    while (this.running < SIDE_BY_SIDE && this.queue.length) {
      const [series, place] = this.queue.shift();
      if (this.kept.has(`${series}/${place}`)) continue;
      this.running += 1;
      this.get(series, place).catch(() => null).finally(() => {
        this.running -= 1;
        this.#pump();
      });
    }
  }

  #keep(name, promise) {
    this.kept.set(name, promise);
    promise.then((frame) => (promise.frame = frame), () => this.kept.delete(name));
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= ROOM) break;
      this.kept.delete(oldest);
    }
    return promise;
  }

  async #fetch(series, place) {
    const answer = await fetch(`/imaging/${this.key}/series/${series}/frames/${place}`);
    if (!answer.ok) throw new Error("no frame");
    const facts = JSON.parse(answer.headers.get("X-Frame"));
    const bytes = await answer.arrayBuffer();
    return { ...facts, values: facts.colour ? new Uint8Array(bytes) : new Int16Array(bytes) };
  }
}
