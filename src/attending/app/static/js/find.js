// Search within the conversation: matches are marked by the CSS Custom Highlight API, without touching the page's text.
let ranges = [];
let at = -1;

function textNodes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

/** Every place of `wanted` in the turns, also where a quote's border runs through it. */
function findAll(wanted) {
  const found = [];
  for (const turn of document.querySelectorAll(".turn p")) {
    const nodes = textNodes(turn);
    const text = nodes.map((node) => node.data).join("").toLowerCase();
    for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
      const range = new Range();
      range.setStart(...place(nodes, from));
      range.setEnd(...place(nodes, from + wanted.length, true));
      found.push(range);
    }
  }
  return found;
}

function place(nodes, offset, end = false) {
  for (const node of nodes) {
    if (offset < node.length || (end && offset === node.length)) return [node, offset];
    offset -= node.length;
  }
  return [nodes.at(-1), nodes.at(-1).length];
}

function show(form) {
  const output = form.querySelector("output");
  const typed = form.querySelector("input").value;
  output.textContent = typed.trim() ? (ranges.length ? `${at + 1} of ${ranges.length}` : "not said") : "";
  if (!globalThis.Highlight) return;
  CSS.highlights.set("found", new Highlight(...ranges));
  CSS.highlights.set("found-now", new Highlight(...ranges.slice(at, at + 1)));
  ranges[at]?.startContainer.parentElement.closest(".turn").scrollIntoView({ block: "center" });
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-turn-search]");
  if (!form) return;
  const wanted = event.target.value.trim().toLowerCase();
  ranges = wanted ? findAll(wanted) : [];
  at = ranges.length ? 0 : -1;
  show(form);
});

function step(form, by) {
  if (!ranges.length) return;
  at = (at + by + ranges.length) % ranges.length;
  show(form);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-turn-search] [data-step]");
  if (button) step(button.closest("form"), Number(button.dataset.step));
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-turn-search]")) return;
  event.preventDefault();
  step(event.target, 1);
});
document.addEventListener("keydown", (event) => {
  const box = document.querySelector("[data-turn-search] input");
  if (event.key !== "/" || !box || event.target.closest("input, textarea, select, dialog")) return;
  event.preventDefault();
  box.focus();
});
