// Frames of one study: fetched once, kept while there is room. What the reader wants now goes first, then what the speed
// and direction of the scrolling lead to; what was scrolled past is not waited for.
const ROOM = 600; // frames; 512 x 512 of 16 bits are 300 MB
const AHEAD = 24;
const SIDE_BY_SIDE = 4; // requests at a time
const NEAR = 3; // places around the reader whose fetches are never broken off

export class Frames {
  constructor(key) {
    this.key = key;
    this.kept = new Map(); // name → promise, its `frame` once it has come
    this.queue = [];
    this.flying = new Map(); // name → { abort, series, place }
    this.latency = 60; // ms of one fetch, as lately seen
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
    return this.#keep(name, this.#fetch(series, place, name));
  }

  /** The frame if it has come already. */
  ready(series, place) {
    return this.kept.get(`${series}/${place}`)?.frame ?? null;
  }

  /** Fetch what the reader will see next; `speed` in places a millisecond, negative when scrolling back. */
  ahead(series, place, count, speed) {
    const way = speed < 0 ? -1 : 1;
    const lead = Math.min(48, Math.round(Math.abs(speed) * this.latency)); // where the reader is when an answer comes
    const stride = Math.max(1, Math.ceil(lead / SIDE_BY_SIDE)); // as many as can come in time, evenly spread
    this.#letGo(series, place, way, lead + stride * SIDE_BY_SIDE);
    const places = [];
    for (let step = 1; step <= SIDE_BY_SIDE && lead > 1; step += 1) places.push(place + way * (lead + stride * (step - 1)));
    for (let step = 1; step <= AHEAD; step += 1) {
      places.push(place + way * step);
      if (step % 3 === 0) places.push(place - (way * step) / 3);
    }
    this.queue = places.filter((next) => next >= 0 && next < count).map((next) => [series, next]);
    this.#pump();
  }

  /** Break off fetches of places that were scrolled past, or of a series that is not shown any more. */
  #letGo(series, place, way, reach) {
    for (const one of this.flying.values()) {
      const steps = (one.place - place) * way;
      if (one.series !== series || steps < -NEAR || steps > Math.max(reach, AHEAD)) one.abort();
    }
  }

  #pump() {
    while (this.flying.size < SIDE_BY_SIDE && this.queue.length) {
      const [series, place] = this.queue.shift();
      if (!this.kept.has(`${series}/${place}`)) this.get(series, place).catch(() => null);
    }
  }

  #keep(name, promise) {
    this.kept.set(name, promise);
    promise.then((frame) => (promise.frame = frame), () => this.kept.get(name) === promise && this.kept.delete(name));
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= ROOM) break;
      this.kept.delete(oldest);
    }
    return promise;
  }

  async #fetch(series, place, name) {
    const breaker = new AbortController();
    const flight = { series, place, abort: () => breaker.abort() };
    this.flying.set(name, flight);
    const begun = performance.now();
    try {
      const answer = await fetch(`/imaging/${this.key}/series/${series}/frames/${place}`, { signal: breaker.signal });
      if (!answer.ok) throw new Error("no frame");
      const facts = JSON.parse(answer.headers.get("X-Frame"));
      const bytes = await answer.arrayBuffer();
      this.latency += 0.2 * (performance.now() - begun - this.latency);
      return { ...facts, values: facts.colour ? new Uint8Array(bytes) : new Int16Array(bytes) };
    } finally {
      if (this.flying.get(name) === flight) this.flying.delete(name);
      this.#pump();
    }
  }
}
