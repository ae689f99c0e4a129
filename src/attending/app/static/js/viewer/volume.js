// A series as a volume, by niivue: three planes with a cross, and a rendering. Its font is served from here, for a strict
// content policy lets no image come from inside a script; the shiny surface it would load the same way is left out.
import { onKey } from "../keys.js";

const room = document.querySelector("[data-volume]");
const canvas = room.querySelector("canvas");
const told = room.querySelector("[data-told]");
const PLANES = { multi: "sliceTypeMultiplanar", axial: "sliceTypeAxial", coronal: "sliceTypeCoronal", sagittal: "sliceTypeSagittal", render: "sliceTypeRender" };

const viewer = new window.niivue.Niivue({ loadingText: "", logLevel: "error", backColor: [0.02, 0.03, 0.05, 1], crosshairWidth: 1, crosshairColor: [0.42, 0.71, 1, 1], isRadiologicalConvention: true, multiplanarForceRender: true, multiplanarLayout: 2 });
viewer.DEFAULT_FONT_GLYPH_SHEET = room.dataset.font;
viewer.loadDefaultMatCap = async () => {};

function show(plane) {
  viewer.setSliceType(viewer[PLANES[plane]]);
  for (const button of room.querySelectorAll("[data-plane]")) button.setAttribute("aria-pressed", String(button.dataset.plane === plane));
}

/** The file, telling how much of it has come. */
async function fetched() {
  told.textContent = "The images are put together …";
  const answer = await fetch(room.dataset.volume);
  if (!answer.ok) return null;
  const whole = Number(answer.headers.get("Content-Length"));
  const [reader, parts] = [answer.body.getReader(), []];
  for (let come = 0, next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    come += next.value.length;
    told.textContent = whole ? `Loading, ${Math.round((100 * come) / whole)} %` : `Loading, ${Math.round(come / 1e6)} MB`;
  }
  return { data: await new Blob(parts).arrayBuffer(), joined: decodeURIComponent(answer.headers.get("X-Joined") ?? "") };
}

/** Whether WebGL has no graphics card: a rendering of a volume then takes seconds at each turn. */
function drawnByProcessor() {
  const named = viewer.gl?.getExtension("WEBGL_debug_renderer_info");
  return /swiftshader|llvmpipe|software/i.test(named ? viewer.gl.getParameter(named.UNMASKED_RENDERER_WEBGL) : "");
}

const RED = { R: [0, 255], G: [0, 70], B: [0, 60], A: [0, 255], I: [0, 255] };
const marks = { all: [], at: -1, shown: true };

/** The marks over the volume, as a volume of their own on the same voxels. */
async function overlay() {
  if (!room.dataset.marks) return;
  const answer = await fetch(room.dataset.marks).catch(() => null);
  if (!answer?.ok) return void (told.textContent = "The marks cannot be shown here.");
  marks.all = JSON.parse(decodeURIComponent(answer.headers.get("X-Marks")));
  viewer.addColormap("marks", RED);
  await viewer.loadFromArrayBuffer(await answer.arrayBuffer(), "marks.nii");
  const over = viewer.volumes[1];
  [over.cal_min, over.cal_max] = [0.5, 1];
  viewer.setColormap(over.id, "marks");
  shade();
  for (const button of room.querySelectorAll("[data-show-marks], [data-next-mark]")) button.disabled = false;
}

function shade() {
  viewer.setOpacity(1, marks.shown ? Number(room.querySelector("[data-opacity]").value) / 100 : 0);
  room.querySelector("[data-show-marks]").setAttribute("aria-pressed", String(marks.shown));
}

function toggleMarks() {
  marks.shown = !marks.shown;
  shade();
  told.textContent = marks.shown ? "Marks shown." : "Marks hidden.";
}

/** The cross to the next mark. */
function toMark(step) {
  if (!marks.all.length) return;
  marks.at = (marks.at + step + marks.all.length) % marks.all.length;
  const mark = marks.all[marks.at];
  viewer.scene.crosshairPos = viewer.mm2frac(mark.at);
  viewer.updateGLVolume();
  told.textContent = `${mark.label} (${marks.at + 1} of ${marks.all.length})`;
}

async function open() {
  const volume = await fetched().catch(() => null);
  if (!volume) {
    told.textContent = "This series cannot be shown as a volume: its images differ, or do not say where they lie.";
    return;
  }
  try {
    await viewer.attachToCanvas(canvas);
    if (drawnByProcessor()) [viewer.opts.multiplanarForceRender, viewer.opts.multiplanarShowRender] = [false, 0]; // key 5 shows it
    await viewer.loadFromArrayBuffer(volume.data, "series.nii");
    show("multi");
    await overlay();
    if (!told.textContent.startsWith("The marks")) told.textContent = volume.joined ? `Coarser than the images: ${volume.joined} voxels (slices × rows × columns) are joined.` : "";
    room.dataset.ready = "yes";
  } catch {
    told.textContent = "This browser cannot show volumes: it has no WebGL 2.";
  }
}

room.addEventListener("click", (event) => {
  const plane = event.target.closest("[data-plane]")?.dataset.plane;
  if (plane) show(plane);
  if (event.target.closest("[data-show-marks]")) toggleMarks();
  if (event.target.closest("[data-next-mark]")) toMark(1);
});
room.querySelector("[data-opacity]")?.addEventListener("input", () => {
  marks.shown = true;
  shade();
});
const marked = () => viewer.volumes.length > 1;
onKey(["o"], toggleMarks, marked);
onKey(["n", "N"], (key) => toMark(key === "N" ? -1 : 1), marked);
room.querySelector("[data-colours]").addEventListener("change", (event) => {
  if (viewer.volumes.length) viewer.setColormap(viewer.volumes[0].id, event.target.value);
});
onKey(["1", "2", "3", "4", "5"], (key) => show(Object.keys(PLANES)[Number(key) - 1]));
onKey(["Escape", "v"], () => location.assign(room.dataset.back));
const STEPS = { ArrowLeft: [-1, 0, 0], ArrowRight: [1, 0, 0], ArrowUp: [0, 1, 0], ArrowDown: [0, -1, 0], PageUp: [0, 0, 1], PageDown: [0, 0, -1] };
onKey(Object.keys(STEPS), (key) => viewer.moveCrosshairInVox(...STEPS[key]));
open();
