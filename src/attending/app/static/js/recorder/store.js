// What was recorded and not acknowledged yet, in this browser: each piece sealed under a key that cannot be read out.
// Where its disk takes nothing more, a piece stays in this page alone until the server has it.
const NAME = "attending-recordings";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("recording", { keyPath: "id" });
      asked.result.createObjectStore("piece", { keyPath: ["recording", "number"] });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

let opened = null;
const database = () => (opened ??= open().catch((error) => { opened = null; throw error; }));
const unwritten = new Map(); // recording → number → bytes
const unwrittenOf = (id) => unwritten.get(id) ?? new Map();
/** Whether the disk took it; it refuses where it is full, or where this browser keeps nothing for a site. */
const written = (write) => write().then(() => true, () => false);

/** Run one transaction; resolves with what `work` asked for, once it is on the disk. */
async function within(stores, mode, work) {
  const transaction = (await database()).transaction(stores, mode, { durability: "strict" });
  return new Promise((resolve, reject) => {
    const asked = work(...stores.map((name) => transaction.objectStore(name)));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** Keep what is known of a recording; without a disk the page knows it alone. */
export const saveRecording = (recording) => written(() => within(["recording"], "readwrite", (store) => store.put(recording)));
/** Every recording that this browser has not handed over. */
export const recordings = () => within(["recording"], "readonly", (store) => store.getAll()).catch(() => []);

/** A new recording with a key of its own. */
export async function newRecording(fields) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const recording = { id, key, count: 0, over: false, begun: false, started: Date.now(), ...fields };
  await saveRecording(recording);
  return recording;
}

/** Keep one piece, sealed, until it is acknowledged; false where only this page has it. */
export async function keepPiece(recording, number, bytes) {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, recording.key, bytes);
  const piece = { recording: recording.id, number, nonce, sealed };
  const onDisk = await written(() => within(["piece"], "readwrite", (store) => store.put(piece)));
  if (!onDisk) unwritten.set(recording.id, unwrittenOf(recording.id).set(number, bytes));
  return onDisk;
}

/** How many pieces this page alone has: they are lost when it is closed. */
export const onlyHere = (id) => unwrittenOf(id).size;

/** Hold a recording for this page while it lives: another tab must not send its end, or delete it. */
export const hold = (id) => void navigator.locks?.request(`recording-${id}`, () => new Promise(() => {}));
/** The recordings that a page of this browser is working on, in this tab or another. */
export async function held() {
  const locks = (await navigator.locks?.query())?.held ?? [];
  return new Set(locks.map((lock) => lock.name.replace("recording-", "")));
}

const all = (id) => IDBKeyRange.bound([id, 0], [id, Infinity]);

/** The numbers of the pieces that wait. */
export async function waiting(id) {
  const keys = await within(["piece"], "readonly", (store) => store.getAllKeys(all(id))).catch(() => []);
  return [...keys.map(([, number]) => number), ...unwrittenOf(id).keys()].sort((one, other) => one - other);
}

/** A piece that waits, opened. */
export async function readPiece(recording, number) {
  const here = unwrittenOf(recording.id).get(number);
  if (here) return here;
  const kept = await within(["piece"], "readonly", (store) => store.get([recording.id, number]));
  return kept && crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.nonce }, recording.key, kept.sealed);
}

/** A piece is on the server's disk: it need not be here any more. */
export async function forgetPiece(id, number) {
  if (!unwrittenOf(id).delete(number)) await within(["piece"], "readwrite", (store) => store.delete([id, number]));
}

/** Its sound must not stay here, whatever becomes of the rest. */
export async function forgetPieces(id) {
  unwritten.delete(id);
  await written(() => within(["piece"], "readwrite", (store) => store.delete(all(id))));
}

/** The recording is handed over, or given up: nothing of it stays in this browser. */
export async function forgetRecording(id) {
  await forgetPieces(id);
  await written(() => within(["recording"], "readwrite", (store) => store.delete(id)));
}
