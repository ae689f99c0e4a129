// From values to grey: the DICOM window (PS3.3 C.11.2.1.2) as a table of 65,536 greys, then one look-up a pixel.

const SIZES = 4; // images of so many sizes are painted into again, instead of into a megabyte of new memory each
const images = new Map();
let last = { name: "", table: null };

/** Paint a frame into an ImageData, which the next frame of its size is painted into; `window` is [centre, width] in modality units. */
export function paint(frame, window, inverted) {
  const { image, out } = imageOf(frame.columns, frame.rows);
  const values = frame.values;
  if (frame.colour) {
    for (let i = 0, j = 0; i < out.length; i += 1, j += 3) {
      out[i] = 0xff000000 | (values[j + 2] << 16) | (values[j + 1] << 8) | values[j];
    }
    return image;
  }
  const table = greys(frame, window, inverted !== frame.inverted);
  for (let i = 0; i < out.length; i += 1) out[i] = table[values[i] + 32768];
  return image;
}

function imageOf(columns, rows) {
  const name = `${columns} ${rows}`;
  if (!images.has(name)) {
    const image = new ImageData(columns, rows);
    images.set(name, { image, out: new Uint32Array(image.data.buffer) });
    if (images.size > SIZES) images.delete(images.keys().next().value);
  }
  return images.get(name);
}

/** The table of a window; while a stack is scrolled it stays the same. */
function greys({ slope, intercept }, [center, width], inverted) {
  const name = [slope, intercept, center, width, inverted].join(" ");
  if (last.name !== name) last = { name, table: made(slope, intercept, center, width, inverted) };
  return last.table;
}

function made(slope, intercept, center, width, inverted) {
  const table = new Uint32Array(65536);
  // A width of at most 1 is one of fractions, as a parametric map's: there the half pixel would be half the window.
  const [span, half] = width > 1 ? [width - 1, 0.5] : [Math.max(width, 1e-9), 0];
  for (let stored = 0; stored < 65536; stored += 1) {
    const value = (stored - 32768) * slope + intercept;
    let grey = Math.round(255 * Math.min(1, Math.max(0, (value - (center - half)) / span + 0.5)));
    if (inverted) grey = 255 - grey;
    table[stored] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
  }
  return table;
}
