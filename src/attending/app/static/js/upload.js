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
// A folder, such as a disc: every file below it, with its place in the name, so that the disc's list finds its images.
async function below(entry) {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    return [new File([file], entry.fullPath.replace(/^\//, ""), { type: file.type })];
  }
  const reader = entry.createReader();
  const files = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed)); // a hundred at most a time
    if (!some.length) return files;
    for (const one of some) files.push(...(await below(one)));
  }
}

drop?.addEventListener("drop", async (event) => {
  event.preventDefault();
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) {
    input.files = event.dataTransfer.files;
    told();
    return;
  }
  name.textContent = "Looking through the folder …";
  try {
    const chosen = new DataTransfer();
    for (const entry of entries) for (const file of await below(entry)) chosen.items.add(file);
    input.files = chosen.files;
    told();
  } catch {
    name.textContent = "The folder cannot be read. Pack it as a zip archive, or choose its files.";
  }
});
document.querySelector("[data-upload]")?.addEventListener("submit", (event) => {
  const button = event.target.querySelector("[data-send]");
  button.setAttribute("aria-disabled", "true");
  document.querySelector("[data-progress]").hidden = false;
});
