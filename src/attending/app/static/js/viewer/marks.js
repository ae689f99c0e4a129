// Marks over an image: their outlines, dashed until they are accepted, and their names where nothing is covered.
import { layOut, wrapped } from "./labels.js";

/** Draw the marks of the image in view. */
export function drawMarks(view, pen, ratio) {
  if (!view.opacity) return;
  const labels = [];
  for (const mark of view.marks.filter((one) => one.series === view.source && one.place === view.place)) {
    pen.globalAlpha = view.opacity;
    pen.lineWidth = (mark.chosen ? 3 : 2) * ratio;
    pen.setLineDash(mark.sure ? [] : [6 * ratio, 4 * ratio]);
    pen.strokeStyle = mark.chosen ? "#ffe08a" : "#ff9a9f";
    const points = mark.polygon.map((point) => view.onScreen(point));
    for (const ring of mark.rings) outline(pen, ring.map((point) => view.onScreen(point)));
    const [x, y] = points.reduce((a, b) => (b[1] < a[1] ? b : a));
    const [columns, rows] = [points.map((point) => point[0]), points.map((point) => point[1])];
    const [left, right, low] = [Math.min(...columns), Math.max(...columns), Math.max(...rows)];
    const { width, height } = pen.canvas;
    if (right < 0 || low < 0 || y > height || left > width) continue;
    const box = { x: left, y, width: right - left, height: low - y };
    labels.push({ text: mark.label, x: Math.max(0, Math.min(x, width)), y: Math.max(0, y), colour: pen.strokeStyle, box });
  }
  pen.setLineDash([]);
  pen.globalAlpha = Math.min(1, view.opacity + 0.3); // letters want more than lines
  drawNames(view, pen, labels, ratio);
  pen.globalAlpha = 1;
}

/** Draw the mark that is being made or moved. */
export function drawSketch(view, pen, ratio) {
  const { sketch } = view;
  if (!sketch || sketch.series !== view.source || sketch.place !== view.place) return;
  const points = sketch.polygon.map((point) => view.onScreen(point));
  pen.strokeStyle = "#ffe08a";
  pen.lineWidth = 3 * ratio;
  pen.setLineDash([8 * ratio, 4 * ratio]);
  for (const ring of ringsOf(sketch.polygon)) outline(pen, ring.map((point) => view.onScreen(point)));
  pen.setLineDash([]);
  const [x, y] = points.reduce((a, b) => (b[1] < a[1] ? b : a));
  write(pen, sketch.label, x, y - 6 * ratio, ratio);
}

/** The borders of an outline's parts and holes, without the ways between them (as `rings.py` splits it). */
function ringsOf(polygon) {
  const [rings, walked] = [[], []];
  for (const point of polygon) {
    const at = walked.findIndex(([x, y]) => x === point[0] && y === point[1]);
    if (at >= 0) rings.push(walked.splice(at));
    walked.push(point);
  }
  rings.push(walked);
  const found = rings.filter((ring) => ring.length > 2);
  return found.length ? found : [polygon];
}

function outline(pen, points) {
  pen.beginPath();
  points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
  pen.stroke();
}

/** The names of marks, none over another; a line leads to the mark where a name stands away from it. */
function drawNames(view, pen, labels, ratio) {
  const { width, height } = pen.canvas;
  pen.font = `600 ${13 * ratio}px system-ui, sans-serif`;
  const measure = (text) => pen.measureText(text).width;
  const [pad, tall] = [3 * ratio, 17 * ratio];
  const names = labels.map((label) => {
    const lines = wrapped(label.text, Math.min(width - 2 * pad, Math.max(140 * ratio, width * 0.6)), measure);
    return { ...label, lines, width: Math.max(...lines.map(measure)) + 2 * pad, height: lines.length * tall };
  });
  const boxes = layOut(names, taken(view, pen, ratio), { width, height }, ratio, labels.map(({ box }) => box));
  names.forEach(({ lines, x, y, colour }, i) => {
    const box = boxes[i];
    if (!box) return; // its name stands in the list
    const [nearX, nearY] = [Math.max(box.x, Math.min(x, box.x + box.width)), Math.max(box.y, Math.min(y, box.y + box.height))];
    if (Math.hypot(nearX - x, nearY - y) > 8 * ratio) {
      pen.strokeStyle = colour;
      pen.lineWidth = ratio;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(nearX, nearY);
      pen.stroke();
    }
    pen.fillStyle = "rgb(0 0 0 / 70%)";
    pen.fillRect(box.x, box.y, box.width, box.height);
    pen.fillStyle = "#ffffff";
    lines.forEach((line, n) => pen.fillText(line, box.x + pad, box.y + n * tall + 13 * ratio));
  });
}

/** Boxes of the pane where something is said already: the corners, and the two names of a swipe. */
function taken(view, pen, ratio) {
  const pane = view.root.getBoundingClientRect();
  const corners = [...view.root.querySelectorAll(".corner:not(:empty)")].map((corner) => {
    const { left, top, width, height } = corner.getBoundingClientRect();
    return { x: (left - pane.left) * ratio, y: (top - pane.top) * ratio, width: width * ratio, height: height * ratio };
  });
  if (view.swipe === null || !view.under.picture) return corners;
  const at = view.swipe * pen.canvas.width;
  return [...corners, ...["Original", "Enhanced"].map((name, right) => {
    const width = pen.measureText(name).width + 10 * ratio;
    return { x: right ? at : at - width - 4 * ratio, y: view.swipeTop - 16 * ratio, width: width + 4 * ratio, height: 22 * ratio };
  })];
}

/** Words over the image, inside the pane. */
export function write(pen, text, left, base, ratio) {
  pen.font = `600 ${13 * ratio}px system-ui, sans-serif`;
  const width = pen.measureText(text).width + 6 * ratio;
  const x = Math.max(0, Math.min(left - 3 * ratio, pen.canvas.width - width));
  pen.fillStyle = "rgb(0 0 0 / 70%)";
  pen.fillRect(x, base - 13 * ratio, width, 17 * ratio);
  pen.fillStyle = "#ffffff";
  pen.fillText(text, x + 3 * ratio, base);
}
