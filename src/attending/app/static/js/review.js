// The three panes: choosing a sentence marks its words in the conversation, and the other way round.
import { bindSwitch, onKey } from "./keys.js";
import "./find.js";
import "./edit.js";

let chosen = null;
let refocus = false;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const sentences = () => all(".sentence[data-claim]").filter((item) => item.offsetParent);
const sentenceOf = (claim) => document.querySelector(`.sentence[data-claim="${CSS.escape(claim)}"]`);
const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

function clear() {
  for (const item of all(".is-chosen, .is-cited, .is-citing")) item.classList.remove("is-chosen", "is-cited", "is-citing");
  for (const list of all(".evidence")) list.hidden = true;
  for (const words of all(".words[aria-expanded]")) words.setAttribute("aria-expanded", "false");
}

/** Choose a sentence: mark it and its words; `open` also shows its evidence below it. */
function choose(claim, { open = false, focus = true, turn = null } = {}) {
  clear();
  const item = sentenceOf(claim);
  if (!item) return;
  chosen = claim;
  item.classList.add("is-chosen");
  const words = item.querySelector(".words");
  for (const other of all(".words[role=button]")) other.tabIndex = other === words ? 0 : -1;
  if (open) {
    words.setAttribute("aria-expanded", "true");
    item.querySelector(".evidence").hidden = false;
  }
  if (focus) words.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest", behavior: calm() });
  const cited = all(`.turn[data-claims~="${CSS.escape(claim)}"], .turn mark[data-claims~="${CSS.escape(claim)}"]`);
  for (const place of cited) place.classList.add("is-cited");
  const target = turn === null ? cited[0] : document.getElementById(`turn-${turn}`);
  if (target?.offsetParent) target.scrollIntoView({ block: "center", behavior: calm() });
}

function step(by) {
  const list = sentences();
  const at = list.findIndex((item) => item.dataset.claim === chosen);
  const next = list[Math.max(0, Math.min(list.length - 1, at + by))];
  if (next) choose(next.dataset.claim);
}

function showCiting(turn) {
  clear();
  turn.classList.add("is-chosen");
  const claims = turn.dataset.claims.split(" ").filter(Boolean);
  const items = claims.map(sentenceOf).filter(Boolean);
  for (const item of items) item.classList.add("is-citing");
  showTab("draft");
  items[0]?.scrollIntoView({ block: "center", behavior: calm() });
  chosen = claims[0] ?? chosen;
}

function showTab(name) {
  const tabs = document.querySelector(".pane-tabs");
  if (!tabs?.offsetParent) return;
  for (const tab of all("[data-tab]")) {
    const on = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
  for (const pane of all("[data-pane]")) pane.classList.toggle("is-shown", pane.dataset.pane === name);
}

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest(selector);
  if (hit("[data-tab]")) return showTab(hit("[data-tab]").dataset.tab);
  if (hit("[data-show-citing]")) return showCiting(hit(".turn"));
  if (hit("[data-show-claim]")) {
    showTab("draft");
    return choose(hit("[data-show-claim]").dataset.showClaim, { open: true });
  }
  if (hit("[data-toggle-edits]")) return toggleEdits(hit("[data-toggle-edits]"));
  if (hit("[data-go-check]")) {
    hit("dialog").close();
    return showCheck(document.querySelector(".check.blocker:not(.is-answered)"));
  }
  if (hit("[data-go-fact]")) {
    hit("dialog").close();
    return nextFact();
  }
  if (hit("[data-left] [name=decide]")) leftAt = leftOut().indexOf(hit("[data-left]"));
  if (hit("[data-go-turn]")) return showTurn(hit("[data-go-turn]").dataset.goTurn, { focus: hit(".check") !== null });
  if (hit("[data-act]")) return act(hit("[data-act]").dataset.act, event);
  const item = hit(".sentence[data-claim]");
  if (!item || hit("a, .evidence, .fact-acts") || !document.querySelector("[data-note]")) return;
  const chip = hit(".chip");
  if (chip?.dataset.turn) showTab("conversation");
  const closing = !chip && item.querySelector(".words").getAttribute("aria-expanded") === "true";
  choose(item.dataset.claim, { open: !closing, turn: chip?.dataset.turn ?? null, focus: !chip });
});

function toggleEdits(button) {
  const hidden = document.querySelector("[data-note]").classList.toggle("hide-edits");
  button.setAttribute("aria-pressed", String(!hidden));
}

function act(what, event) {
  if (what === "edit") return;
  event?.preventDefault();
  document.getElementById(`dialog-${what}`)?.showModal();
}

function nextCheck() {
  const checks = all(".check[tabindex]");
  const at = checks.findIndex((check) => check.contains(document.activeElement));
  showCheck(checks[(at + 1) % checks.length]);
}

function showCheck(check) {
  showTab("checks");
  (check?.querySelector("textarea") ?? check)?.focus();
}

const openFacts = () => all('.fact[data-state="open"]').filter((item) => item.offsetParent);

function nextFact() {
  const list = openFacts();
  const at = list.findIndex((item) => item.dataset.claim === chosen);
  const next = list[(at + 1) % list.length];
  showTab("draft");
  if (next) choose(next.dataset.claim);
}

/** Decide about the chosen fact, and go on to the next open one once the page has answered. */
function decide(what) {
  const fact = chosen && sentenceOf(chosen);
  const button = fact?.querySelector(`.fact-acts [value="${what}"]`);
  if (!button) return false;
  const list = openFacts();
  const next = list[list.indexOf(fact) + 1];
  if (next) chosen = next.dataset.claim;
  refocus = true;
  button.click();
}

/** Show a turn of the conversation by itself. */
function showTurn(turn, { focus = false } = {}) {
  clear();
  chosen = null;
  const item = document.getElementById(`turn-${turn}`);
  if (!item) return;
  showTab("conversation");
  item.classList.add("is-cited");
  item.scrollIntoView({ block: "center", behavior: calm() });
  if (focus) item.querySelector("button")?.focus({ preventScroll: true });
}

const leftOut = () => all("[data-left]");
let leftAt = null;

/** The next of what was said, but is not in the note. */
function nextLeft() {
  const list = leftOut();
  const at = list.findIndex((item) => item.contains(document.activeElement));
  showTab("checks");
  (list[(at + 1) % list.length] ?? document.getElementById("left-out-title"))?.focus();
}

/** Add or dismiss what has the focus, and go on to the next one once the page has answered. */
function decideLeft(what) {
  const item = document.activeElement?.closest("[data-left]");
  const button = item?.querySelector(`[value="${what}"]`);
  if (!button) return false;
  button.click();
  return true;
}

const inNote = () => document.querySelector("[data-note]");
onKey(["j", "ArrowDown"], (key, event) => (key === "j" || event.target.matches(".words") ? step(1) : false), inNote);
onKey(["k", "ArrowUp"], (key, event) => (key === "k" || event.target.matches(".words") ? step(-1) : false), inNote);
onKey(["Enter", " "], (key, event) => {
  const words = event.target.closest(".words[role=button]");
  if (!words) return false;
  words.click();
}, inNote);
onKey(["e"], () => document.querySelector('[data-act="edit"]')?.click(), inNote);
onKey(["s"], () => document.querySelector('[data-act="sign"]')?.click(), inNote);
onKey(["r"], () => document.querySelector('[data-act="reject"]')?.click(), inNote);
onKey(["c"], nextCheck, inNote);
onKey(["p"], nextFact, inNote);
onKey(["o"], nextLeft, inNote);
onKey(["a"], () => decideLeft("add") || decide("accept"), inNote);
onKey(["x"], () => decideLeft("dismiss") || decide("decline"), inNote);
onKey(["?"], () => document.getElementById("dialog-help").showModal());
onKey(["Escape"], () => { clear(); chosen = null; }, inNote);
onKey(["ArrowLeft", "ArrowRight"], (key, event) => {
  if (!event.target.matches("[data-tab]")) return false;
  const tabs = all("[data-tab]");
  const next = tabs[(tabs.indexOf(event.target) + (key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
  next.focus();
  next.click();
});

function ready() {
  const first = document.querySelector(".words[role=button]");
  if (first && !document.querySelector('.words[tabindex="0"]')) first.tabIndex = 0;
  if (chosen) choose(chosen, { focus: refocus });
  refocus = false;
  if (leftAt !== null) {
    const list = leftOut();
    (list[Math.min(leftAt, list.length - 1)] ?? document.getElementById("left-out-title"))?.focus();
    leftAt = null;
  }
  all("[data-keys-switch]").forEach(bindSwitch);
  const wanted = document.querySelector("[data-focus]");
  if (wanted) showCheck(document.getElementById(wanted.dataset.focus));
  wanted?.remove();
}
document.addEventListener("htmx:afterSettle", ready);
ready();
