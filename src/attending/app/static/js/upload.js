// Files to send: drop or choose them; they are sent only when the button is pressed.
const drop = document.querySelector("[data-drop]");
const input = drop?.querySelector('input[type="file"]');
const name = document.querySelector("[data-file-name]");

function told() {
  const files = [...input.files];
  const size = Math.max(1, Math.round(files.reduce((sum, file) => sum + file.size, 0) / 1024));
  name.textContent = files.length ? `${files.length > 1 ? `${files.length} files` : files[0].name}, ${size} KB` : "";
}

input?.addEventListener("change", told);
for (const kind of ["dragenter", "dragover"]) {
  drop?.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  });
}
for (const kind of ["dragleave", "drop"]) drop?.addEventListener(kind, () => drop.classList.remove("is-over"));
drop?.addEventListener("drop", (event) => {
  event.preventDefault();
  input.files = event.dataTransfer.files;
  told();
});
document.querySelector("[data-upload]")?.addEventListener("submit", (event) => {
  const button = event.target.querySelector("[data-send]");
  button.setAttribute("aria-disabled", "true");
  document.querySelector("[data-progress]").hidden = false;
});
