// The viewer's hands: mouse, wheel, keys and buttons; two panes scroll together when an earlier study is beside.
import { onKey } from "../keys.js";
import { Frames } from "./frames.js";
import { Marking } from "./marking.js";
import { Overlays } from "./overlay.js";
import { PRESETS } from "./paint.js";
import { View } from "./view.js";

const room = document.querySelector("[data-viewer]");
const pick = (selector) => room.querySelector(selector);
const listed = (root, selector) =>
  [...(root?.querySelectorAll(selector) ?? [])].map(({ dataset }) => ({
    number: Number(dataset.series), frames: Number(dataset.frames), modality: dataset.modality,
    of: Number(dataset.of ?? -1), factor: Number(dataset.factor ?? 1),
  }));

const main = new View(pick('[data-view="main"]'), new Frames(room.dataset.key), listed(room, "button[data-series]"));
const priorRoot = pick('[data-view="prior"]');
const prior = priorRoot && new View(priorRoot, new Frames(room.dataset.prior), listed(pick("[data-prior-series]"), "[data-series]"));
const views = [main, prior].filter(Boolean);
let tool = "window";
let active = main;

for (const mark of document.querySelectorAll("[data-mark]")) main.marks.push(JSON.parse(mark.dataset.mark));

const maps = [...room.querySelectorAll("[data-map]")].map((item) => JSON.parse(item.dataset.map));
main.overlays = new Overlays(room.dataset.key, maps);
main.onShown(followPrior);
main.onShown(tell);
const marking = new Marking(main, room, setTool);
const named = new URLSearchParams(location.search).get("mark");
const first = main.marks.find((mark) => mark.id === named) ?? main.marks[0];
const asked = Number(new URLSearchParams(location.search).get("enhanced") ?? -1);
const wanted = Number(new URLSearchParams(location.search).get("factor") ?? 2);
const begin = Math.max(0, main.list.findIndex((one) => (asked >= 0 ? one.of === asked && one.factor === wanted : one.number === first?.series)));
main.show(begin, asked < 0 && first ? first.place : Math.floor((main.list[begin]?.frames ?? 1) / 2)).then(fillPresets);
markCurrent();
if (matchMedia("(pointer: coarse)").matches && main.count > 1) setTool("stack"); // a finger has no wheel

let shift = 0; // places of the earlier stack that the reader has moved it by, against the share of this one

/** The earlier study follows: the same share of the stack, moved as the reader has moved it; the same zoom and place. */
function followPrior(view) {
  if (!prior || priorRoot.hidden) return;
  const named = room.querySelectorAll("[data-prior-series] [data-title]");
  const title = room.querySelector(`button[data-series="${view.number}"] .strong`)?.textContent;
  const same = [...named].findIndex((one) => one.dataset.title === title);
  const alike = same >= 0 ? same : prior.list.findIndex((series) => series.modality === view.modality);
  const index = Math.max(0, alike);
  if (index !== prior.series) shift = 0;
  prior.show(index, alongside(index) + shift);
}

/** The place of an earlier series that lies as far along as the place in view. */
function alongside(index) {
  const share = main.count > 1 ? main.place / (main.count - 1) : 0;
  return Math.round(share * (prior.list[index].frames - 1));
}

/** Scroll a pane; moved by itself, the earlier study keeps that shift when it follows again. */
function scroll(view, place) {
  const shown = view.show(view.series, place);
  if (view === prior) shift = prior.place - alongside(prior.series);
  return shown;
}

/** Say which of the tools make sense for this series. */
function tell(view) {
  const enhanced = view.partner >= 0;
  for (const name of ["partner", "swipe"]) for (const button of room.querySelectorAll(`[data-act="${name}"]`)) button.hidden = !enhanced;
  const form = pick("[data-enhance]");
  if (form) {
    const can = (room.querySelector(`button[data-series="${view.number}"]`)?.dataset.can ?? "").split(" ").filter(Boolean);
    form.hidden = !can.length;
    form.elements.series.value = view.number;
    for (const option of form.factor.options) option.hidden = option.disabled = !can.includes(option.value);
    if (can.length && !can.includes(form.factor.value)) form.factor.value = can[0];
  }
  pick('[data-act="volume"]').hidden = view.count <= 3;
  for (const button of room.querySelectorAll('[data-act="partner"]')) {
    const other = view.list[view.partner];
    button.textContent = view.list[view.series].of >= 0 ? "Original" : other?.factor > 1 ? `Enhanced ×${other.factor}` : "Denoised";
  }
}

function markCurrent() {
  for (const button of room.querySelectorAll("button[data-series]")) {
    if (Number(button.dataset.series) === main.number) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

function fillPresets() {
  const select = pick("[data-preset]");
  select.replaceChildren(new Option("Its own", ""));
  for (const name of Object.keys(PRESETS[main.modality] ?? {})) select.add(new Option(name, name));
}

/** To a preset by its place in the menu. */
function toPreset(place) {
  const select = pick("[data-preset]");
  if (place >= select.options.length) return;
  select.selectedIndex = place;
  select.dispatchEvent(new Event("change"));
}

function setTool(name) {
  tool = name;
  for (const button of room.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", String(button.dataset.tool === name));
}

/** To a series by its place in the list. */
function toSeries(place) {
  const next = Math.max(0, Math.min(main.list.length - 1, place));
  main.show(next, next === main.series ? main.place : Math.floor(main.list[next].frames / 2)).then(fillPresets);
  markCurrent();
}

/** Show a place of a series by its number in the study. */
async function goTo(series, place) {
  const shown = main.show(Math.max(0, main.list.findIndex((one) => one.number === series)), place);
  markCurrent();
  await shown;
}

/** Show a mark: its image, and its outline stronger than the others. */
function goToMark(mark) {
  for (const other of main.marks) other.chosen = other.id ? other.id === mark.id : other.label === mark.label && other.place === mark.place && other.series === mark.series;
  goTo(mark.series, mark.place);
}

/** A finding then and now: each pane shows its own. */
async function goToChange({ now, before }) {
  if (now) await goTo(...now); // the earlier study follows it first
  if (!prior || !before) return;
  if (priorRoot.hidden) acts.prior();
  prior.show(Math.max(0, prior.list.findIndex((one) => one.number === before[0])), before[1]);
}

const acts = {
  reset: () => {
    views.forEach((view) => view.reset());
    shift = 0;
    followPrior(main);
  },
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
  partner: () => {
    if (main.partner < 0) return;
    main.show(main.partner, main.place, { keep: true });
    markCurrent();
  },
  swipe: () => {
    if (main.partner < 0) return;
    main.swipe = main.swipe === null ? 0.5 : null;
    pick('[data-act="swipe"]').setAttribute("aria-pressed", String(main.swipe !== null));
    main.fetchUnder();
    main.draw();
  },
  heat: () => {
    const slider = pick("[data-heat]");
    if (!slider) return;
    main.heatOpacity = main.heatOpacity ? 0 : Number(slider.value) / 100;
    pick('[data-act="heat"]').setAttribute("aria-pressed", String(main.heatOpacity > 0));
    main.draw();
  },
  doubt: () => {
    main.doubtShown = !main.doubtShown;
    main.draw();
  },
  volume: () => main.count > 3 && location.assign(`/imaging/${room.dataset.key}/volume/${main.number}`),
  help: () => document.getElementById("keys-help").showModal(),
};

room.addEventListener("click", (event) => {
  const hit = (name) => event.target.closest(`[data-${name}]`)?.dataset[name];
  if (hit("tool")) setTool(hit("tool"));
  else if (hit("act")) acts[hit("act")]();
  else if (event.target.closest("[data-go]")) goToMark(JSON.parse(event.target.closest("[data-go]").dataset.mark));
  else if (hit("change")) goToChange(JSON.parse(hit("change")));
  else if (event.target.closest("button[data-series]")) {
    const number = Number(event.target.closest("button[data-series]").dataset.series);
    toSeries(main.list.findIndex((one) => one.number === number));
  }
});
pick("[data-preset]").addEventListener("change", (event) => {
  const window = PRESETS[main.modality]?.[event.target.value];
  for (const view of views) window ? view.setWindow(...window) : view.reset();
});
pick("[data-opacity]").addEventListener("input", (event) => {
  main.opacity = Number(event.target.value) / 100;
  main.draw();
});

pick("[data-heat]")?.addEventListener("input", (event) => {
  main.heatOpacity = Number(event.target.value) / 100;
  pick('[data-act="heat"]').setAttribute("aria-pressed", String(main.heatOpacity > 0));
  main.draw();
});

for (const view of views) {
  view.root.addEventListener("focus", () => (active = view));
  view.root.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.ctrlKey) zoomBy(view, event.deltaY < 0 ? 1.1 : 1 / 1.1);
    else scroll(view, view.place + Math.sign(event.deltaY));
  }, { passive: false });
  view.canvas.addEventListener("pointerdown", (event) => drag(view, event));
  view.canvas.addEventListener("pointermove", (event) => view.point(event));
  view.canvas.addEventListener("pointerleave", () => view.point(null));
}

function drag(view, down) {
  if (!view.shown || down.button > 1) return;
  view.root.focus({ preventScroll: true });
  view.canvas.setPointerCapture(down.pointerId);
  const [window, pan, zoom, place] = [view.grey, view.pan, view.zoom, view.place];
  const ratio = view.canvas.width / view.canvas.clientWidth;
  const onSwipe = view.swipe !== null && Math.abs((down.offsetX / view.canvas.clientWidth) - view.swipe) < 0.02;
  const doing = onSwipe ? "swipe" : down.button === 1 ? "pan" : tool;
  const measure = { series: view.source, place: view.place, from: view.inSource(down), to: view.inSource(down) };
  if (doing === "measure") view.measures.push(measure);
  const drawing = doing === "mark" && view === main ? marking.press(down) : null;
  const reach = view.shown.colour ? 256 : view.span < 4 ? view.span : Math.max(64, Math.min(view.span, 4000));

  function move(event) {
    const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY];
    if (doing === "window") view.setWindow(window[0] - (dy * reach) / 800, window[1] + (dx * reach) / 400);
    if (doing === "pan") view.pan = [pan[0] + dx * ratio, pan[1] + dy * ratio];
    if (doing === "stack") scroll(view, place + Math.round((event.clientY - down.clientY) / Math.max(4, view.canvas.clientHeight / view.count)));
    if (doing === "zoom") view.zoom = Math.min(20, Math.max(0.2, zoom * Math.exp(-dy / 200)));
    if (doing === "measure") measure.to = view.inSource(event);
    drawing?.move(event);
    if (doing === "swipe") view.swipe = Math.min(1, Math.max(0, event.offsetX / view.canvas.clientWidth));
    if (doing !== "window" && doing !== "stack") view.draw();
    if (view === main && prior && !priorRoot.hidden) {
      if (doing === "window") prior.setWindow(...main.grey);
      [prior.zoom, prior.pan] = [main.zoom, [...main.pan]];
      prior.draw();
    }
  }
  function up(event) {
    drawing?.up(event);
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
  w: () => setTool("window"), p: () => setTool("pan"), z: () => setTool("zoom"), m: () => setTool("measure"), t: () => setTool("stack"),
  i: acts.invert, c: acts.prior, 0: acts.reset, "?": acts.help,
  1: () => toPreset(1), 2: () => toPreset(2), 3: () => toPreset(3), 4: () => toPreset(4), 5: () => toPreset(5),
  "[": () => windowBy(0, 1.1), "]": () => windowBy(0, 1 / 1.1), ";": () => windowBy(1, 1), "'": () => windowBy(-1, 1),
  e: acts.partner, s: acts.swipe, h: acts.heat, d: acts.doubt, v: acts.volume,
  "-": () => zoomBy(active, 1 / 1.2), "=": () => zoomBy(active, 1.2), "+": () => zoomBy(active, 1.2),
  o: () => {
    main.opacity = main.opacity ? 0 : Number(pick("[data-opacity]").value) / 100;
    main.draw();
  },
};

onKey([",", "."], (key) => {
  if (main.swipe === null) return false;
  main.swipe = Math.min(1, Math.max(0, main.swipe + (key === "," ? -0.05 : 0.05)));
  main.draw();
  return true;
});
onKey(Object.keys(steps), (key, { shiftKey }) => marking.nudge(key, shiftKey) || scroll(active, active.place + steps[key]));
onKey(["ArrowLeft", "ArrowRight"], (key, { shiftKey }) => marking.nudge(key, shiftKey) || toSeries(main.series + (key === "ArrowLeft" ? -1 : 1)));
onKey(Object.keys(letters), (key) => letters[key]());
