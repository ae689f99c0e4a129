// Hands a recording over, piece by piece, as long as it takes: a piece leaves this browser's store once it is
// acknowledged. Refused for good ends the try; no network, a busy server and an ended session only delay it.
import { forgetPiece, forgetPieces, forgetRecording, onlyHere, readPiece, saveRecording, waiting } from "./store.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;

/** What the server refuses for good; `message` is for people. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export const csrf = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRF"];

async function hexDigest(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One request; throws `Refused` for what will not get better by itself, any other error for what may. */
export async function ask(path, options = {}) {
  const headers = { Accept: "application/json", "X-CSRF": csrf(), ...options.headers };
  const answer = await fetch(path, { ...options, headers, redirect: "manual" });
  if (answer.ok) return answer.json();
  const told = await answer.json().catch(() => null);
  const message = told?.issue?.[0]?.diagnostics ?? `The server answered with ${answer.status}.`;
  if (answer.status === 401) {
    document.dispatchEvent(new CustomEvent("attending:signed-out"));
    throw new Error("signed out");
  }
  if (answer.status === 403 && message.includes("out of date")) throw new Error(message); // signed in again elsewhere
  if (answer.status < 500) throw new Refused(message, answer.status);
  throw new Error(message);
}

const form = (fields) => new URLSearchParams(fields);

/** Hands over one recording; `tell({ waiting, onlyHere, trouble })` says how it goes. */
export class Handover {
  constructor(recording, tell) {
    this.recording = recording;
    this.tell = tell;
    this.wake = null;
    this.running = null;
    addEventListener("online", () => this.nudge());
    document.addEventListener("attending:signed-in", () => this.nudge());
  }

  /** Something new waits, or the network is back: try at once. */
  nudge() {
    this.wake?.();
    this.running ??= this.run().finally(() => (this.running = null));
    return this.running;
  }

  /** Send what waits until nothing does; resolves with the server's answer once the recording is over and complete. */
  async run() {
    let wait = FIRST_WAIT;
    for (;;) {
      try {
        const done = await this.round();
        wait = FIRST_WAIT;
        if (done !== undefined) return done;
      } catch (error) {
        if (error instanceof Refused) {
          this.tell({ refused: error.message });
          throw error;
        }
        await this.told(true);
        await new Promise((resolve) => {
          this.wake = resolve;
          setTimeout(resolve, wait);
        });
        wait = Math.min(2 * wait, LONGEST_WAIT);
      }
    }
  }

  async told(trouble) {
    const { id } = this.recording;
    this.tell({ waiting: (await waiting(id)).length, onlyHere: onlyHere(id), trouble });
  }

  /** The patient takes the consent back: no sound of it stays here, and the server deletes what it has. */
  async withdraw() {
    this.recording.withdrawn = true;
    await saveRecording(this.recording);
    await forgetPieces(this.recording.id);
    this.wake?.();
    const answer = await this.running?.catch(() => null); // it may be in the middle of a piece
    return answer?.withdrawn ? answer : this.nudge();
  }

  async takenBack() {
    const { id } = this.recording;
    try {
      await ask(`/recordings/${id}/delete`, { method: "POST", body: form({ why: "withdrawn" }) });
    } catch (error) {
      if (error.status !== 404) throw error; // 404: it never heard of this recording
    }
    await forgetRecording(id);
    return { withdrawn: true };
  }

  async round() {
    const recording = this.recording;
    if (recording.withdrawn) return this.takenBack();
    if (!recording.begun) {
      await ask("/recordings", { method: "POST", body: form({ id: recording.id, ...recording.fields }) });
      recording.begun = true;
      await saveRecording(recording);
    }
    for (const number of await waiting(recording.id)) {
      const bytes = recording.withdrawn ? null : await readPiece(recording, number);
      if (!bytes) continue;
      const headers = { "Content-Type": "application/octet-stream", "X-SHA256": await hexDigest(bytes) };
      await ask(`/recordings/${recording.id}/pieces/${number}`, { method: "PUT", body: bytes, headers });
      await forgetPiece(recording.id, number);
      await this.told(false);
    }
    if (recording.withdrawn || (await waiting(recording.id)).length) return undefined;
    if (!recording.over) return null;
    const body = form({ pieces: recording.count });
    const answer = await ask(`/recordings/${recording.id}/finish`, { method: "POST", body });
    await forgetRecording(recording.id);
    return answer;
  }
}
