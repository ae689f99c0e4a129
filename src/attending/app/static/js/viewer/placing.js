// How an image lies in its pane: fitted, zoomed, moved, turned by quarters and mirrored; points and letters follow.

/** A reader's placing: `turn` quarters clockwise, after `mirrored` left to right. */
export const STRAIGHT = Object.freeze({ zoom: 1, pan: Object.freeze([0, 0]), turn: 0, mirrored: false });

/** From a step on the screen to the step on the image (column, row), both as directions. */
export function onImage({ turn, mirrored }, [dx, dy]) {
  let step = [dx, dy];
  for (let quarter = 0; quarter < turn; quarter += 1) step = [step[1], -step[0]];
  return mirrored ? [-step[0] + 0, step[1] + 0] : [step[0] + 0, step[1] + 0];
}

/** The placing after a quarter turn on the screen, clockwise or not. */
export const turned = (how, quarters) => ({ ...how, turn: (how.turn + quarters + 4) % 4 });

/** The placing after the screen's left and right, or upper and lower half change places. */
export function flipped(how, upDown) {
  const flip = { ...how, mirrored: !how.mirrored, turn: (4 - how.turn) % 4 };
  return upDown ? turned(flip, 2) : flip;
}

/** What lies at the screen's left, right, upper and lower edge; `edges` say it of the image's. */
export function edgesOf(how, edges) {
  return [[-1, 0], [1, 0], [0, -1], [0, 1]].map((side) => {
    const [dx, dy] = onImage(how, side);
    return edges[dx < 0 ? 0 : dx > 0 ? 1 : dy < 0 ? 2 : 3] ?? "";
  });
}

/** The matrix from the image's columns and rows to pixels of the canvas: the whole image fits at zoom 1. */
export function matrixOf(how, frame, canvas) {
  const aspect = frame.spacing.length ? frame.spacing[0] / frame.spacing[1] : 1;
  const [wide, tall] = how.turn % 2 ? [frame.rows * aspect, frame.columns] : [frame.columns, frame.rows * aspect];
  const scale = Math.min(canvas.width / wide, canvas.height / tall) * how.zoom;
  return new DOMMatrix()
    .translateSelf(canvas.width / 2 + how.pan[0], canvas.height / 2 + how.pan[1])
    .rotateSelf(90 * how.turn)
    .scaleSelf(how.mirrored ? -scale : scale, scale * aspect)
    .translateSelf(-frame.columns / 2, -frame.rows / 2);
}

/** A point through a matrix. */
export const through = (matrix, [x, y]) => [matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f];

/** What was done to the image, in words; empty where nothing was. */
export function placedInWords({ turn, mirrored }) {
  const words = turn ? [`turned ${90 * turn}°`] : [];
  if (mirrored) words.unshift("mirrored");
  return words.join(", ");
}
