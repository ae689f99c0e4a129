// Recordings that this browser did not hand over, because the tab, the network or the machine died.
import { Handover, Refused } from "./send.js";
import { forgetRecording, recordings, saveRecording, waiting } from "./store.js";

const FRESH_MS = 8000;

/** List them in `place`, each with a button that sends the rest. */
export async function showLeftOver(place, toast) {
  if (!window.indexedDB) return;
  for (const recording of await recordings()) {
    const pieces = await waiting(recording.id);
    if (!recording.count && !pieces.length) {
      if (Date.now() - recording.started > FRESH_MS) await forgetRecording(recording.id);
      continue;
    }
    place.append(card(recording, pieces.length, toast));
  }
}

function card(recording, pieces, toast) {
  const when = new Date(recording.started).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const day = new Date(recording.started).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  const box = document.createElement("section");
  box.className = "card card-body form left-over";
  box.dataset.leftOver = recording.id;
  const text = document.createElement("p");
  text.className = "mb-0";
  text.append(strong(`An unfinished recording of ${day}, ${when}.`), ` ${pieces} piece${pieces === 1 ? "" : "s"} of it ${pieces === 1 ? "is" : "are"} in this browser only.`);
  const told = document.createElement("p");
  told.className = "small muted mb-0";
  told.setAttribute("role", "status");
  const send = button("Resume the upload", "primary");
  const drop = button("Delete from this browser", "danger");
  const row = document.createElement("div");
  row.className = "decide-row";
  row.append(send, drop);
  box.append(text, row, told);

  send.addEventListener("click", async () => {
    send.disabled = true;
    recording.over = true;
    recording.count = Math.max(recording.count, ...(await waiting(recording.id)).map((number) => number + 1));
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
