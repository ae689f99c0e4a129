// The viewer's hands: mouse, wheel, keys and buttons; two panes scroll together when an earlier study is beside.
import { onKey } from "../keys.js";
import { Frames } from "./frames.js";
import { PRESETS } from "./paint.js";
import { View } from "./view.js";

const room = document.querySelector("[data-viewer]");
const pick = (selector) => room.querySelector(selector);
const listed = (root, selector) =>
  [...(root?.querySelectorAll(selector) ?? [])].map((item) => ({ frames: Number(item.dataset.frames), modality: item.dataset.modality }));

const main = new View(pick('[data-view="main"]'), new Frames(room.dataset.key), listed(room, "button[data-series]"));
const priorRoot = pick('[data-view="prior"]');
const prior = priorRoot && new View(priorRoot, new Frames(room.dataset.prior), listed(pick("[data-prior-series]"), "[data-series]"));
const views = [main, prior].filter(Boolean);
let tool = "window";
let active = main;

for (const mark of document.querySelectorAll("[data-mark]")) main.marks.push(JSON.parse(mark.dataset.mark));

main.onShown(followPrior);
const first = main.marks[0];
main.show(first?.series ?? 0, first?.place ?? Math.floor(main.count / 2)).then(fillPresets);

/** The earlier study follows: to the same place along the body where both say it, else to the same share of the stack. */
function followPrior(view) {
  if (!prior || priorRoot.hidden) return;
  const share = view.count > 1 ? view.place / (view.count - 1) : 0;
  const same = prior.list.findIndex((series) => series.modality === view.modality);
  prior.show(Math.max(0, same), Math.round(share * (prior.list[Math.max(0, same)].frames - 1)));
}

function fillPresets() {
  const select = pick("[data-preset]");
  select.replaceChildren(new Option("The file's own", ""));
  for (const name of Object.keys(PRESETS[main.modality] ?? {})) select.add(new Option(name, name));
}

function setTool(name) {
  tool = name;
  for (const button of room.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", String(button.dataset.tool === name));
}

function toSeries(number) {
  const buttons = [...room.querySelectorAll("button[data-series]")];
  const next = Math.max(0, Math.min(buttons.length - 1, number));
  buttons.forEach((button, i) => (i === next ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current")));
  main.show(next, next === main.series ? main.place : Math.floor(main.list[next].frames / 2)).then(fillPresets);
}

/** Show a mark: its image, and its outline stronger than the others. */
function goTo(mark) {
  for (const other of main.marks) other.chosen = other.label === mark.label && other.place === mark.place && other.series === mark.series;
  main.show(mark.series, mark.place);
}

const acts = {
  reset: () => views.forEach((view) => view.reset()),
  invert: () => {
    for (const view of views) {
      view.inverted = !view.inverted;
      view.repaint();
    }
    pick('[data-act="invert"]').setAttribute("aria-pressed", String(main.inverted));
  },
  prior: () => {
    if (!prior) return;
    priorRoot.hidden = !priorRoot.hidden;
    pick('[data-act="prior"]').setAttribute("aria-pressed", String(!priorRoot.hidden));
    followPrior(main);
  },
  help: () => document.getElementById("keys-help").showModal(),
};

room.addEventListener("click", (event) => {
  const hit = (name) => event.target.closest(`[data-${name}]`)?.dataset[name];
  if (hit("tool")) setTool(hit("tool"));
  else if (hit("act")) acts[hit("act")]();
  else if (event.target.closest("[data-go]")) goTo(JSON.parse(event.target.closest("[data-go]").dataset.mark));
  else if (event.target.closest("button[data-series]")) toSeries(Number(hit("series")));
});
pick("[data-preset]").addEventListener("change", (event) => {
  const window = PRESETS[main.modality]?.[event.target.value];
  for (const view of views) window ? view.setWindow(...window) : view.reset();
});
pick("[data-opacity]").addEventListener("input", (event) => {
  main.opacity = Number(event.target.value) / 100;
  main.draw();
});

for (const view of views) {
  view.root.addEventListener("focus", () => (active = view));
  view.root.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.ctrlKey) zoomBy(view, event.deltaY < 0 ? 1.1 : 1 / 1.1);
    else view.show(view.series, view.place + Math.sign(event.deltaY));
  }, { passive: false });
  view.canvas.addEventListener("pointerdown", (event) => drag(view, event));
}

function drag(view, down) {
  if (!view.shown || down.button > 1) return;
  view.root.focus({ preventScroll: true });
  view.canvas.setPointerCapture(down.pointerId);
  const [window, pan, zoom] = [view.grey, view.pan, view.zoom];
  const ratio = view.canvas.width / view.canvas.clientWidth;
  const doing = down.button === 1 ? "pan" : tool;
  const measure = { series: view.series, place: view.place, from: view.at(down), to: view.at(down) };
  if (doing === "measure") view.measures.push(measure);
  const reach = view.shown.colour ? 256 : Math.max(64, Math.min(view.shown.high - view.shown.low, 4000));

  function move(event) {
    const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY];
    if (doing === "window") view.setWindow(window[0] - (dy * reach) / 800, window[1] + (dx * reach) / 400);
    if (doing === "pan") view.pan = [pan[0] + dx * ratio, pan[1] + dy * ratio];
    if (doing === "zoom") view.zoom = Math.min(20, Math.max(0.2, zoom * Math.exp(-dy / 200)));
    if (doing === "measure") measure.to = view.at(event);
    if (doing !== "window") view.draw();
  }
  function up() {
    view.canvas.removeEventListener("pointermove", move);
    const [dx, dy] = [measure.to[0] - measure.from[0], measure.to[1] - measure.from[1]];
    if (doing === "measure" && Math.hypot(dx, dy) < 1) view.measures.pop();
  }
  view.canvas.addEventListener("pointermove", move);
  view.canvas.addEventListener("pointerup", up, { once: true });
}

function zoomBy(view, by) {
  view.zoom = Math.min(20, Math.max(0.2, view.zoom * by));
  view.draw();
}

const windowBy = (center, width) => {
  const [c, w] = active.grey;
  active.setWindow(c + center * w * 0.1, w * width);
};
const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -1e9, End: 1e9 };
const letters = {
  w: () => setTool("window"), p: () => setTool("pan"), z: () => setTool("zoom"), m: () => setTool("measure"),
  i: acts.invert, c: acts.prior, 0: acts.reset, "?": acts.help,
  "[": () => windowBy(0, 1.1), "]": () => windowBy(0, 1 / 1.1), ";": () => windowBy(1, 1), "'": () => windowBy(-1, 1),
  "-": () => zoomBy(active, 1 / 1.2), "=": () => zoomBy(active, 1.2), "+": () => zoomBy(active, 1.2),
  o: () => {
    main.opacity = main.opacity ? 0 : Number(pick("[data-opacity]").value) / 100;
    main.draw();
  },
};

onKey(Object.keys(steps), (key) => active.show(active.series, active.place + steps[key]));
onKey(["ArrowLeft", "ArrowRight"], (key) => toSeries(main.series + (key === "ArrowLeft" ? -1 : 1)));
onKey(Object.keys(letters), (key) => letters[key]());
