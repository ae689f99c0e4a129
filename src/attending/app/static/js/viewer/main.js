// The viewer's hands: mouse, wheel, keys and buttons, and what they share; each of them stands in a file of its own.
import { onKey } from "../keys.js";
import { Beside } from "./beside.js";
import { Cine } from "./cine.js";
import { Deciding } from "./deciding.js";
import { drag, within } from "./drag.js";
import { Frames } from "./frames.js";
import { Lengths } from "./lengths.js";
import { Marking } from "./marking.js";
import { Overlays } from "./overlay.js";
import { flipped, turned } from "./placing.js";
import { View } from "./view.js";
import { windowsOf } from "./windows.js";

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
const told = (text) => (pick("[data-told]").textContent = text);
const desk = { tool: "window", main, scroll, told, dragged: (view, doing) => view === main && prior && besides.open && together(doing) };
let active = main;

const maps = [...room.querySelectorAll("[data-map]")].map((item) => JSON.parse(item.dataset.map));
main.overlays = new Overlays(room.dataset.key, maps);
const besides = new Beside(main, prior, room, told);
main.onShown(tell);
for (const view of views) {
  const earlier = view === prior;
  const free = () => views.every((other) => other === view || !other.lengths?.held);
  view.onShown(() => view.lengths.followed());
  new Lengths(view, room, {
    box: pick(earlier ? "[data-earlier-lengths]" : "[data-lengths]"), where: earlier ? "earlier image" : "image",
    goTo: earlier ? goToEarlier : goTo, inHand: () => desk.tool === "measure" && active === view && free(),
  });
}
const deciding = new Deciding(main, room, { goToMark, told, busy: () => views.some((view) => view.lengths.held) });
desk.marking = new Marking(main, room, deciding, { useTool: setTool, goTo, told });
const cine = new Cine(main, room, told);
const named = new URLSearchParams(location.search).get("mark");
const first = main.marks.find((mark) => mark.id === named) ?? main.marks[0];
const asked = Number(new URLSearchParams(location.search).get("enhanced") ?? -1);
const wanted = Number(new URLSearchParams(location.search).get("factor") ?? 2);
const begin = Math.max(0, main.list.findIndex((one) => (asked >= 0 ? one.of === asked && one.factor === wanted : one.number === first?.series)));
if (asked < 0 && first) choose(first);
main.show(begin, asked < 0 && first ? first.place : Math.floor((main.list[begin]?.frames ?? 1) / 2)).then(fillPresets);
markCurrent();
if (matchMedia("(pointer: coarse)").matches && main.count > 1) setTool("stack"); // a finger has no wheel

/** Scroll a pane; moved by itself, the earlier study keeps that offset when it follows again. */
function scroll(view, place) {
  cine.stop();
  const shown = view.show(view.series, place);
  if (view === prior) besides.moved();
  return shown;
}

/** The earlier pane is windowed, zoomed and moved with this one. */
function together(doing) {
  if (doing === "window") prior.setWindow(...main.grey);
  if (doing === "pan" || doing === "zoom") prior.lay({ zoom: main.how.zoom, pan: main.how.pan });
}

/** Say which of the tools make sense for this series. */
function tell(view) {
  const series = room.querySelector(`button[data-series="${view.number}"] .strong`)?.textContent ?? "";
  pick("[data-what]").textContent = [...new Set([room.dataset.title, series])].filter(Boolean).join(" · ");
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
  pick('[data-act="cine"]').hidden = view.count < 2;
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

let windows = []; // of the series in view: [name, [centre, width]]

function fillPresets() {
  const select = pick("[data-preset]");
  windows = windowsOf(main.shown, main.modality);
  select.replaceChildren(new Option("Its own (0)", "0"));
  windows.forEach(([name], i) => select.add(new Option(i < 9 ? `${name} (${i + 1})` : name, i + 1)));
}

/** To a window by its place in the menu. */
function toPreset(place) {
  const select = pick("[data-preset]");
  if (place >= select.options.length) return;
  select.selectedIndex = place;
  select.dispatchEvent(new Event("change"));
}

function setTool(name) {
  desk.tool = name;
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

/** Show a place of a series of the earlier study, beside this one. */
async function goToEarlier(series, place) {
  if (!besides.open) besides.toggle();
  await prior.show(Math.max(0, prior.list.findIndex((one) => one.number === series)), place);
  besides.moved();
}

/** Show a mark: its image, and its outline stronger than the others. */
function goToMark(mark) {
  choose(mark);
  deciding.met = mark.id;
  return goTo(mark.series, mark.place);
}

function choose(mark) {
  for (const other of main.marks) other.chosen = other.id === mark.id;
  for (const button of room.querySelectorAll("[data-go]")) {
    if (JSON.parse(button.dataset.mark).id === mark.id) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

/** A finding then and now: each pane shows its own. */
async function goToChange({ now, before }) {
  if (now) await goTo(...now); // the earlier study follows it first
  if (!prior || !before) return;
  if (!besides.open) besides.toggle();
  prior.show(Math.max(0, prior.list.findIndex((one) => one.number === before[0])), before[1]);
}

const acts = {
  reset: () => {
    cine.stop();
    views.forEach((view) => view.reset());
    pick("[data-preset]").selectedIndex = 0;
    pick('[data-act="invert"]').setAttribute("aria-pressed", "false");
    if (prior) besides.reset();
  },
  invert: () => {
    for (const view of views) {
      view.inverted = !view.inverted;
      view.repaint();
    }
    pick('[data-act="invert"]').setAttribute("aria-pressed", String(main.inverted));
  },
  prior: () => besides.toggle(),
  link: () => besides.link(),
  cine: () => cine.toggle(),
  lens: () => {
    active.lens = active.lens || !active.shown ? null : active.middle();
    told(active.lens ? "Lens: Shift and arrows move it, Escape closes it." : "");
    active.draw();
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
  const chosen = windows[Number(event.target.value) - 1];
  for (const view of views) chosen ? view.setWindow(...chosen[1]) : view.ownWindow();
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
  view.canvas.addEventListener("pointerdown", (event) => drag(desk, view, event));
  view.canvas.addEventListener("pointermove", (event) => view.point(event));
  view.canvas.addEventListener("pointerleave", () => view.point(null));
}

function zoomBy(view, by) {
  view.lay({ zoom: within(view.how.zoom * by) });
}

/** Turn or mirror the pane in use. */
function lay(how) {
  active.lay(how(active.how));
  room.querySelector("[data-turn]").value = "";
}

/** Move the lens, or the image, along the screen. */
function push(key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!active.shown) return;
  if (active.lens) {
    const [right, down] = active.direction([dx, dy]);
    const far = Math.max(1, active.shown.columns / 32);
    active.lens = [active.lens[0] + right * far, active.lens[1] + down * far];
    active.draw();
  } else {
    const [x, y] = active.how.pan;
    active.lay({ pan: [x + dx * active.canvas.width / 16, y + dy * active.canvas.height / 16] });
  }
}

const TURNS = { r: (how) => turned(how, 1), R: (how) => turned(how, -1), f: (how) => flipped(how, false), F: (how) => flipped(how, true) };
pick("[data-turn]").addEventListener("change", (event) => TURNS[event.target.value] && lay(TURNS[event.target.value]));

const windowBy = (center, width) => {
  const [c, w] = active.grey;
  active.setWindow(c + center * w * 0.1, w * width);
};
const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -1e9, End: 1e9 };
const letters = {
  w: () => setTool("window"), p: () => setTool("pan"), z: () => setTool("zoom"), m: () => setTool("measure"), t: () => setTool("stack"),
  i: acts.invert, c: acts.prior, l: acts.link, g: acts.lens, 0: acts.reset, "?": acts.help,
  "[": () => windowBy(0, 1.1), "]": () => windowBy(0, 1 / 1.1), ";": () => windowBy(1, 1), "'": () => windowBy(-1, 1),
  e: acts.partner, s: acts.swipe, h: acts.heat, d: acts.doubt, v: acts.volume,
  "-": () => zoomBy(active, 1 / 1.2), "=": () => zoomBy(active, 1.2), "+": () => zoomBy(active, 1.2),
  o: () => {
    main.opacity = main.opacity ? 0 : Number(pick("[data-opacity]").value) / 100;
    main.draw();
  },
};

for (let place = 1; place <= 9; place += 1) letters[place] = () => toPreset(place);
for (const [key, how] of Object.entries(TURNS)) letters[key] = () => lay(how);

onKey([",", "."], (key) => {
  if (main.swipe === null || cine.playing) return false;
  main.swipe = Math.min(1, Math.max(0, main.swipe + (key === "," ? -0.05 : 0.05)));
  main.draw();
  return true;
});
const ofSketch = (key, shift) => desk.marking.nudge(key, shift) || views.some((view) => view.lengths.nudge(key, shift));
const arrows = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
onKey([...new Set([...Object.keys(steps), ...arrows])], (key, { shiftKey }) => {
  if (ofSketch(key, shiftKey)) return;
  if (shiftKey && arrows.includes(key)) push(key);
  else if (key in steps) scroll(active, active.place + steps[key]);
  else toSeries(main.series + (key === "ArrowLeft" ? -1 : 1));
});
onKey(["Escape"], () => acts.lens(), () => active.lens !== null);
onKey(Object.keys(letters), (key) => letters[key]());
