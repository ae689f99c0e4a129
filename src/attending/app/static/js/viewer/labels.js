// Where the names of marks stand: none over another, over what is said in the corners, or outside the pane.
const GAP = 3; // css pixels between two names
const MOST_LINES = 3;

/** A long name on several lines, each at most `most` wide; what does not fit ends in …. */
export function wrapped(text, most, measure) {
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && measure(longer) <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const kept = lines.slice(0, MOST_LINES);
  if (lines.length > MOST_LINES) kept[MOST_LINES - 1] += " …";
  return kept.map((line) => {
    let cut = line;
    while (cut.length > 1 && measure(cut) > most) cut = `${cut.slice(0, -2)}…`;
    return cut;
  });
}

const apart = (a, b, gap) => a.x + a.width + gap <= b.x || b.x + b.width + gap <= a.x || a.y + a.height + gap <= b.y || b.y + b.height + gap <= a.y;

const overlap = (from, to, start, end) => Math.max(0, Math.min(from + to, start + end) - Math.max(from, start));
const covered = (a, b) => overlap(a.x, a.width, b.x, b.width) * overlap(a.y, a.height, b.y, b.height);

/**
 * A place for each name: above its mark where that is free, otherwise the nearest free one.
 * `names`: [{x, y, width, height}], x and y the point named; `taken`: boxes that stay free; `marked`: boxes of the
 * marks themselves, which stay free where there is room elsewhere.
 * Returns the boxes in their order, null where the pane has no room left.
 */
export function layOut(names, taken, pane, ratio = 1, marked = []) {
  const gap = GAP * ratio;
  const placed = [];
  const boxes = names.map(() => null);
  const order = names.map((_, i) => i).sort((a, b) => names[a].y - names[b].y || names[a].x - names[b].x);
  for (const index of order) {
    const name = names[index];
    const free = (box) => box.x >= 0 && box.y >= 0 && box.x + box.width <= pane.width && box.y + box.height <= pane.height && [...taken, ...placed].every((other) => apart(box, other, gap));
    const could = candidates(name, pane, gap).filter(free);
    const over = could.map((one) => marked.reduce((sum, other) => sum + covered(one, other), 0));
    const box = could[over.indexOf(Math.min(...over))] ?? null; // the nearest of those that cover least
    if (box) placed.push(box);
    boxes[index] = box;
  }
  return boxes;
}

/** Boxes for a name, the one just above its point first, then ever farther ones over the whole pane. */
function candidates({ x, y, width, height }, pane, gap) {
  const inside = (left) => Math.max(0, Math.min(left, pane.width - width));
  const found = [];
  const put = (left, top) => found.push({ x: inside(left), y: top, width, height, away: Math.hypot(inside(left) + width / 2 - x, top + height / 2 - y) });
  put(x, y - height - gap);
  const first = found[0];
  const [down, across] = [Math.max(4, height / 2), Math.max(8, width / 4)];
  for (let top = 0; top + height <= pane.height; top += down) for (let left = 0; left === 0 || left + width <= pane.width; left += across) put(left, top);
  for (let top = 0; top + height <= pane.height; top += down) put(x, top); // in line with the point
  return [first, ...found.slice(1).sort((a, b) => a.away - b.away)];
}
