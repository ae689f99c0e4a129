// Editing a note sentence by sentence; each keeps its evidence. Unsaved text is guarded until it is saved or given up.
const form = () => document.querySelector("[data-edit-form]");

function changed() {
  const box = form();
  box.dataset.changed = "";
  box.querySelector("[data-dirty]").textContent = "Unsaved changes";
}

function fit(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.rows = Math.max(1, Math.ceil(area.value.length / 70) + area.value.split("\n").length - 1);
}

function addLine(section, after = null) {
  const line = document.querySelector("[data-line-template]").content.firstElementChild.cloneNode(true);
  line.querySelector('[name="section"]').value = section;
  line.querySelector("textarea").setAttribute("aria-label", "New sentence");
  if (after) after.after(line);
  else document.querySelector(`[data-lines="${section}"]`).append(line);
  line.querySelector("textarea").focus();
  changed();
}

function removeLine(line) {
  const removed = line.toggleAttribute("data-removed");
  for (const field of line.querySelectorAll("input, textarea")) field.disabled = removed;
  line.querySelector("[data-remove-line]").setAttribute("aria-pressed", String(removed));
  changed();
}

document.addEventListener("click", (event) => {
  if (!form()) return;
  const add = event.target.closest("[data-add-line]");
  if (add) addLine(add.dataset.addLine);
  const remove = event.target.closest("[data-remove-line]");
  if (remove) removeLine(remove.closest(".edit-line"));
  if (event.target.closest("[data-cancel-edit]") && form().dataset.changed !== undefined) {
    if (confirm("Leave and lose your changes?")) delete form().dataset.changed;
    else event.preventDefault();
  }
});

document.addEventListener("input", (event) => {
  if (!form()?.contains(event.target)) return;
  fit(event.target);
  changed();
});

document.addEventListener("keydown", (event) => {
  if (!form() || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form().requestSubmit();
  } else if (event.key === "Enter" && !event.shiftKey && event.target.matches(".edit-line textarea")) {
    event.preventDefault();
    const line = event.target.closest(".edit-line");
    addLine(line.closest("[data-lines]").dataset.lines, line);
  } else if (event.key === "Escape" && !event.target.closest("[data-turn-search]")) {
    document.querySelector("[data-cancel-edit]").click();
  }
});

addEventListener("beforeunload", (event) => {
  if (form()?.dataset.changed !== undefined) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (form() && event.detail.xhr.status < 400) delete form().dataset.changed;
});
