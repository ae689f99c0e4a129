// Recordings that this browser did not hand over, because the tab, the network or the machine died; and what a patient
// took back while the server could not be told.
import { Handover, Refused } from "./send.js";
import { forgetRecording, held, hold, recordings, saveRecording, waiting } from "./store.js";

const FRESH_MS = 8000;

/** List them in `place`, each with a button that sends the rest; `goOn(recording)` records more of it. */
export async function showLeftOver(place, toast, goOn) {
  if (!window.indexedDB) return;
  const busy = await held();
  for (const recording of await recordings()) {
    if (busy.has(recording.id)) {
      place.append(elsewhere());
      continue;
    }
    if (recording.withdrawn) {
      takeBack(recording, place);
      continue;
    }
    const pieces = await waiting(recording.id);
    if (!recording.count && !pieces.length) {
      if (Date.now() - recording.started > FRESH_MS) await forgetRecording(recording.id);
      continue;
    }
    place.append(card(recording, pieces.length, toast, goOn));
    document.querySelector(`[data-kept="${recording.id}"]`)?.remove(); // listed once, where it can go on
  }
  const list = document.querySelector("[data-unfinished]");
  if (list) list.hidden = !list.querySelector("[data-kept]");
}

function line(words) {
  const box = document.createElement("p");
  box.className = "card card-body mb-0";
  box.setAttribute("role", "status");
  box.textContent = words;
  return box;
}

const elsewhere = () => line("A recording goes on in another tab of this browser. End it there before you begin another.");

/** The patient withdrew while the server could not be reached: tell it now. */
async function takeBack(recording, place) {
  hold(recording.id);
  const box = line("The server is told that a patient withdrew the consent to a recording.");
  place.append(box);
  try {
    await new Handover(recording, () => null).withdraw();
    box.textContent = "The recording whose consent was withdrawn is deleted on the server too.";
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    box.textContent = `The recording whose consent was withdrawn is not deleted on the server: ${error.message}`;
  }
}

function card(recording, pieces, toast, goOn) {
  const when = new Date(recording.started).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const day = new Date(recording.started).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  const box = document.createElement("section");
  box.className = "card card-body form left-over";
  box.dataset.leftOver = recording.id;
  const text = document.createElement("p");
  text.className = "mb-0";
  const torn = !recording.over && !recording.fields.microphones; // a file that was chosen, and not yet taken over whole
  const rest = torn ? "The file was not taken over whole: send it again." : !pieces ? "All of it so far is on the server; its end was not told."
    : `${pieces} piece${pieces === 1 ? "" : "s"} of it ${pieces === 1 ? "is" : "are"} in this browser only.`;
  text.append(strong(`An unfinished recording of ${day}, ${when}.`), ` ${rest}`);
  const told = document.createElement("p");
  told.className = "small muted mb-0";
  told.setAttribute("role", "status");
  const more = button("Go on recording", "primary");
  more.hidden = recording.over || !recording.fields.microphones;
  const send = button("Resume the upload", more.hidden ? "primary" : "");
  send.hidden = torn;
  const drop = button("Delete from this browser", "danger");
  const row = document.createElement("div");
  row.className = "decide-row";
  row.append(more, send, drop);
  box.append(text, row, told);
  const here = async () => {
    hold(recording.id);
    recording.count = Math.max(recording.count, ...(await waiting(recording.id)).map((number) => number + 1));
  };

  more.addEventListener("click", async () => {
    await here();
    if (await goOn(recording)) box.remove();
  });
  send.addEventListener("click", async () => {
    send.disabled = more.disabled = true;
    await here();
    recording.over = true;
    await saveRecording(recording);
    try {
      const say = ({ waiting: left, trouble, refused }) => { told.textContent = refused ?? (trouble ? "The server cannot be reached; trying again." : `${left} pieces left`); };
      const answer = await new Handover(recording, say).nudge();
      if (answer?.page) location.assign(answer.page);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      send.disabled = false;
    }
  });
  let sure = false;
  drop.addEventListener("click", async () => {
    if (!sure) {
      sure = true;
      drop.textContent = "Delete for good?";
      return;
    }
    await forgetRecording(recording.id);
    box.remove();
    toast("Deleted from this browser.");
  });
  return box;
}

function strong(words) {
  const made = document.createElement("strong");
  made.textContent = words;
  return made;
}

function button(words, tone) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button ${tone}`;
  made.textContent = words;
  return made;
}
