// What is laid over an image: the map behind a mark (orange, stronger where the model is surer), and the mask of enhanced
// detail that is not to be trusted (cyan stripes).

/** A map, a byte a pixel, as a picture whose opacity is its value. */
export function heatPicture(values, rows, columns) {
  return picture(rows, columns, (pixels) => {
    for (let i = 0; i < values.length; i += 1) {
      const share = values[i] / 255;
      pixels.set([255, Math.round(90 + 140 * share), Math.round(30 * (1 - share)), Math.round(255 * share)], 4 * i);
    }
  });
}

/** A mask, 1 where the detail failed its check, as stripes. */
export function doubtPicture(mask, rows, columns) {
  return picture(rows, columns, (pixels) => {
    for (let row = 0, i = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1, i += 1) {
        if (mask[i]) pixels.set([60, 220, 255, (row + column) % 6 < 2 ? 255 : 70], 4 * i);
      }
    }
  });
}

function picture(rows, columns, fill) {
  const image = new ImageData(columns, rows);
  fill(image.data);
  const canvas = new OffscreenCanvas(columns, rows);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** The maps and masks of one study, each fetched once. */
export class Overlays {
  constructor(key, maps) {
    this.key = key;
    this.maps = maps; // {number, series, place, label, what}
    this.kept = new Map();
  }

  /** The map over a place of a series, as a picture; null where there is none. */
  heat(series, place) {
    const found = this.maps.find((map) => map.series === series && map.place === place);
    return found ? this.#once(`map ${found.number}`, () => this.#fetchHeat(found.number)) : Promise.resolve(null);
  }

  /** The mask over an enhanced image. */
  doubt(series, place, rows, columns) {
    return this.#once(`doubt ${series} ${place}`, async () => {
      const answer = await fetch(`/imaging/${this.key}/series/${series}/frames/${place}/doubt`);
      const mask = new Uint8Array(await answer.arrayBuffer());
      return answer.ok && mask.length === rows * columns ? doubtPicture(mask, rows, columns) : null;
    });
  }

  async #fetchHeat(number) {
    const answer = await fetch(`/imaging/${this.key}/maps/${number}`);
    if (!answer.ok) return null;
    const { rows, columns } = JSON.parse(answer.headers.get("X-Frame"));
    return heatPicture(new Uint8Array(await answer.arrayBuffer()), rows, columns);
  }

  #once(name, make) {
    if (!this.kept.has(name)) this.kept.set(name, make().catch(() => null));
    while (this.kept.size > 200) this.kept.delete(this.kept.keys().next().value);
    return this.kept.get(name);
  }
}
