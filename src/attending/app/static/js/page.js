// What every page needs: theme, dialogs, messages, keys of lists, the idle log-off. Loaded by base.html.
import { startSession } from "./session.js";
import { onKey } from "./keys.js";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-toggle]")) switchTheme();
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
});

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
}

/** Say in a corner, and to screen readers, what just happened. */
export function toast(text, tone = "") {
  const box = document.createElement("p");
  box.className = `toast mb-0 ${tone}`;
  box.textContent = text;
  const boxes = document.getElementById("toasts");
  boxes.append(box);
  keepClear(boxes);
  setTimeout(() => box.remove(), 7000);
}

/** Messages stand above the buttons of a decision where the window is so narrow that they would cover them. */
function keepClear(boxes) {
  const foot = document.querySelector(".decide-foot")?.getBoundingClientRect();
  const beside = !foot || foot.left > boxes.getBoundingClientRect().right;
  boxes.style.bottom = beside ? "" : `${Math.max(16, innerHeight - foot.top + 8)}px`;
}

function showMessages() {
  for (const message of document.querySelectorAll("[data-toast]")) {
    toast(message.textContent, message.dataset.toast);
    message.remove();
  }
}

document.addEventListener("htmx:beforeSwap", () => document.querySelectorAll("dialog[open]").forEach((d) => d.close()));
document.addEventListener("htmx:afterSettle", showMessages);
document.addEventListener("told", (event) => toast(event.detail.text, event.detail.tone));
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 401 && !event.detail.xhr.getResponseHeader("HX-Trigger")) toast("That did not work. Nothing was changed; try again.", "bad");
});
document.addEventListener("htmx:sendError", () => toast("The server cannot be reached. Nothing was changed.", "bad"));
showMessages();

onKey(["Enter"], (key, event) => (event.target === document.body ? openFirst() : false), () => document.querySelector(".rows a.row-link"));
onKey(["j", "k"], (key) => moveRow(key === "j" ? 1 : -1), () => document.querySelector(".rows"));

/** Where no row has the focus, the first one is opened: drafts with open blockers stand first. */
function openFirst() {
  document.querySelector(".rows a.row-link").click();
}

function moveRow(step) {
  const links = [...document.querySelectorAll(".rows a.row-link")];
  const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
}

if (!document.body.dataset.idleSeconds) sessionStorage.clear(); // nobody is signed in: nothing of theirs stays in the tab
if (document.body.dataset.idleSeconds) startSession(Number(document.body.dataset.idleSeconds), toast);
