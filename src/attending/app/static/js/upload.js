// A new conversation: drop a file or paste text; the file is sent only when the button is pressed.
const drop = document.querySelector("[data-drop]");
const input = drop?.querySelector('input[type="file"]');
const name = document.querySelector("[data-file-name]");

function told() {
  const file = input.files[0];
  name.textContent = file ? `${file.name}, ${Math.max(1, Math.round(file.size / 1024))} KB` : "";
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
