// Single-key shortcuts: never while typing or in a dialog, and off when the reader has turned them off.
const OFF = "attending.keys.off";

/** Call `act(key)` when one of `keys` is pressed and `where()` is true. */
export function onKey(keys, act, where = () => true) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys.includes(event.key)) return;
    if (event.target.closest("input, textarea, select, dialog") || document.querySelector("dialog[open]")) return;
    if (localStorage.getItem(OFF) && event.key.length === 1) return;
    if (!where()) return;
    if (act(event.key, event) !== false) event.preventDefault();
  });
}

/** Join a checkbox to the preference; WCAG 2.1.4 wants shortcuts of one letter to be switchable. */
export function bindSwitch(box) {
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}
