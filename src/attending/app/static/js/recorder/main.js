// The page "Record a visit": consent, microphone, level, pause; pieces are kept here until the server has them.
import { toast } from "../page.js";
import { Capture, kind, microphones } from "./capture.js";
import { showLeftOver } from "./left_over.js";
import { Live } from "./live.js";
import { Handover, Refused } from "./send.js";
import { pairOf } from "./pair.js";
import { hold, keepPiece, newRecording, onlyHere, saveRecording } from "./store.js";

const FILE_PIECE = 1024 * 1024;
const form = document.querySelector("[data-recorder]");
const find = (selector) => form.querySelector(selector);
const panel = find(".recorder");
const buttons = { record: find("[data-record]"), pause: find("[data-pause]"), stop: find("[data-stop]"), withdraw: find("[data-withdraw]") };
const WITHDRAW = buttons.withdraw.textContent;
const FULL = "This browser’s storage is full. The recording goes on, and what is recorded goes to the server at once; do not close this page before you have ended it.";
const devices = form.querySelectorAll("select[data-device]");
const capture = new Capture();
const live = new Live(document.querySelector("[data-live]"));
let recording = null;
let handover = null;
let clock = { recorded: 0, since: null };

const PAUSED = "Paused: nothing is recorded";
const say = (text) => { find("[data-told]").textContent = panel.dataset.state === "paused" && text !== PAUSED ? `${PAUSED}. ${text}` : text; };
const complain = (text) => { find("[data-trouble]").textContent = text; };
const how = () => new FormData(form).get("microphones");

const pieces = (number) => `${number} piece${number === 1 ? "" : "s"}`;

function told({ waiting, onlyHere, trouble, refused }) {
  if (refused) return complain(refused);
  if (recording.withdrawn) return say(trouble ? "Nothing of it is left in this browser. The server is told to delete what it has as soon as it can be reached." : "Deleting");
  if (trouble && onlyHere) return say(`The server cannot be reached, and ${pieces(onlyHere)} of the recording ${onlyHere === 1 ? "is" : "are"} in this page only: leave it open. They are sent as soon as it can.`);
  if (trouble) return say(`The server cannot be reached. ${pieces(waiting)} ${waiting === 1 ? "is" : "are"} kept in this browser and sent as soon as it can.`);
  say(waiting ? `${pieces(waiting)} on the way` : "Everything so far is kept on the server");
}

const fieldsOf = (mediaType) => {
  const given = new FormData(form);
  return {
    patient: given.get("patient"), encounter: given.get("encounter") ?? "", style: given.get("style"),
    speakers: given.get("speakers"), consent: given.get("consent") ?? "", microphones: mediaType ? how() : "", media_type: mediaType || "audio/x-unknown",
  };
};

function allowed() {
  complain("");
  if (!form.reportValidity()) return false;
  if (navigator.mediaDevices && window.MediaRecorder && crypto.subtle) return true;
  complain("This browser records only on a secure page (https), or on the server’s own machine. You can send a file where it was recorded elsewhere.");
  return false;
}

function show(state) {
  panel.dataset.state = state;
  buttons.record.hidden = state !== "idle";
  buttons.pause.hidden = buttons.stop.hidden = buttons.withdraw.hidden = state === "idle" || state === "sending";
  buttons.withdraw.textContent = WITHDRAW;
  buttons.pause.textContent = state === "paused" ? "Go on" : "Pause";
  find("[data-capture]").disabled = state !== "idle";
  for (const name of ["patient", "encounter", "style", "speakers", "consent"]) form.elements[name].disabled = state !== "idle";
  find(".or-file").hidden = state !== "idle";
}

async function fillDevices() {
  const found = await microphones();
  for (const select of devices) {
    const before = select.value;
    select.length = 1;
    for (const device of found) select.add(new Option(device.label || "Microphone", device.deviceId));
    select.value = before;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
  }
}

async function openMicrophone() {
  await capture.open({ microphones: how(), first: devices[0].value, second: devices[1].value });
  await fillDevices();
}

/** Open the chosen microphones; says why where they cannot be opened. */
async function listening() {
  try {
    await openMicrophone();
    return true;
  } catch (error) {
    const denied = error.name === "NotAllowedError";
    complain(denied ? "The browser may not use the microphone. Allow it beside the address, then start again." : "This microphone cannot be opened. Choose another one.");
    return false;
  }
}

function begin(made) {
  recording = made;
  hold(recording.id);
  handover = new Handover(recording, told);
  capture.onlost = () => { complain("The microphone was unplugged. What was recorded is kept."); end(); };
  capture.onfailed = () => complain("A part of the recording could not be kept. End it now: what came before is safe.");
  capture.start(keep);
  clock = { recorded: recording.recorded ?? 0, since: Date.now() };
  show("recording");
  say("Recording");
  buttons.pause.focus();
}

buttons.record.addEventListener("click", async () => {
  if (!allowed() || !(await listening())) return;
  begin(await newRecording({ fields: fieldsOf(kind()) }));
});

/** Record more of a visit whose tab died: the same recording, patient and consent, with microphones as before. */
async function goOn(left) {
  if (panel.dataset.state !== "idle") return false;
  for (const name of ["patient", "style", "speakers", "microphones"]) form.elements[name].value = left.fields[name];
  form.elements.encounter.replaceChildren(new Option("As it was begun", left.fields.encounter));
  form.elements.consent.checked = true;
  chooseMicrophones();
  if (!allowed() || !(await listening())) return false;
  begin(left);
  return true;
}

async function keep(bytes) {
  if (recording.withdrawn) return;
  const onDisk = await keepPiece(recording, recording.count, bytes);
  if (!onDisk) complain(FULL);
  recording.count += 1;
  recording.recorded = elapsed();
  await saveRecording(recording);
  handover.nudge().then(() => live.follow(recording), () => null);
  dispatchEvent(new Event("attending:busy"));
}

buttons.pause.addEventListener("click", () => {
  const paused = panel.dataset.state === "paused";
  if (paused) {
    capture.resume();
    clock.since = Date.now();
  } else {
    capture.pause();
    clock = { recorded: elapsed(), since: null };
  }
  show(paused ? "recording" : "paused");
  say(paused ? "Recording" : PAUSED);
});

buttons.stop.addEventListener("click", end);

buttons.withdraw.addEventListener("click", () => {
  if (buttons.withdraw.textContent === WITHDRAW) buttons.withdraw.textContent = "Delete all of it?";
  else withdraw();
});

/** The patient takes the consent back: the sound goes, here at once and on the server as soon as it can be told. */
async function withdraw() {
  recording.withdrawn = true;
  clock = { recorded: 0, since: null };
  show("sending");
  live.clear();
  complain("");
  await capture.stop();
  try {
    await handover.withdraw();
    say("The recording is deleted, here and on the server. That the patient withdrew the consent is stored.");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say("");
  }
  form.elements.consent.checked = false;
  live.reopen();
  show("idle");
  buttons.record.focus();
}

async function end() {
  if (panel.dataset.state === "idle" || panel.dataset.state === "sending") return;
  clock = { recorded: elapsed(), since: null };
  show("sending");
  await capture.stop();
  recording.over = true;
  await saveRecording(recording);
  await finish();
}

async function finish() {
  try {
    let answer = await handover.nudge();
    while (!answer?.page) answer = await handover.nudge();
    live.close();
    location.assign(answer.page);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    show("idle");
  }
}

const elapsed = () => clock.recorded + (clock.since ? Date.now() - clock.since : 0);

function tick() {
  const seconds = Math.floor(elapsed() / 1000);
  const two = (number) => String(number).padStart(2, "0");
  find("[data-elapsed]").textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  const level = panel.dataset.state === "recording" ? capture.level() : 0;
  const meter = find("[data-level]");
  meter.setAttribute("aria-valuenow", String(level));
  meter.dataset.loudness = String(Math.round(level / 5));
  find("[data-level-text]").textContent = panel.dataset.state !== "recording" ? "" : level < 20 ? "Very quiet" : level > 97 ? "Too loud" : "Good";
}
setInterval(tick, 200);

function chooseMicrophones() {
  find("[data-second]").hidden = how() !== "two";
  find("[data-device-label]").textContent = how() === "two" ? "Your microphone" : "Microphone";
}
form.addEventListener("change", (event) => { if (event.target.name === "microphones") chooseMicrophones(); });
form.addEventListener("submit", (event) => event.preventDefault());

const input = find("#file");
const drop = find("[data-drop]");
const chosenFiles = () => [...input.files].sort((one, other) => one.name.localeCompare(other.name, "en"));
const named = () => {
  const files = chosenFiles();
  const size = files.reduce((sum, file) => sum + file.size, 0) / 1048576;
  find("[data-file-name]").textContent = files.length ? `${files.map((file) => file.name).join(" and ")}, ${size.toFixed(1)} MB` : "";
};
input.addEventListener("change", named);
for (const type of ["dragenter", "dragover"]) drop.addEventListener(type, (event) => { event.preventDefault(); drop.classList.add("is-over"); });
for (const type of ["dragleave", "drop"]) drop.addEventListener(type, () => drop.classList.remove("is-over"));
drop.addEventListener("drop", (event) => { event.preventDefault(); input.files = event.dataTransfer.files; named(); });

/** One recording, or two of one visit as an archive; says why where it is neither. */
async function chosenSound() {
  const files = chosenFiles();
  if (!files.length || !files.every((file) => file.size)) return complain("Choose a recording first.");
  if (files.length > 2) return complain("Choose one recording, or two of the same visit: one of each speaker.");
  return files.length === 1 ? files[0] : pairOf(files);
}

find("[data-send-file]").addEventListener("click", async () => {
  if (!allowed()) return;
  const file = await chosenSound();
  if (!file) return;
  const fields = { ...fieldsOf(""), media_type: /^(audio|video)\/[\w.+-]+$/.test(file.type) ? file.type : "audio/x-unknown" };
  show("sending"); // from here on the fields are closed, and a form does not tell of closed fields
  recording = await newRecording({ fields });
  hold(recording.id);
  handover = new Handover(recording, told);
  for (let at = 0; at < file.size; at += FILE_PIECE) {
    const onDisk = await keepPiece(recording, recording.count, await file.slice(at, at + FILE_PIECE).arrayBuffer());
    recording.count += 1;
    if (!onDisk && !(await sent())) return; // no room for the whole file: no more of it is read than is on its way
    say(`${Math.round((100 * Math.min(at + FILE_PIECE, file.size)) / file.size)} % of the file read`);
  }
  recording.over = true;
  await saveRecording(recording);
  await finish();
});

/** All that was read is on the server; false where that refuses it. */
async function sent() {
  try {
    await handover.nudge();
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    show("idle");
    return false;
  }
}

addEventListener("beforeunload", (event) => { if (["recording", "paused"].includes(panel.dataset.state) || (recording && onlyHere(recording.id))) event.preventDefault(); });
document.addEventListener("attending:signed-out", () => complain("Your session has ended. The recording goes on and is kept in this browser until you sign in again."));
document.addEventListener("attending:signed-in", () => complain(""));
show("idle");
showLeftOver(document.querySelector("[data-left-over]"), toast, goOn);
