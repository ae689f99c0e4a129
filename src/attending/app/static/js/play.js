// Hear a turn again, while the recording is kept: one player for the page, a second click stops it.
import { onKey } from "./keys.js";
import { toast } from "./page.js";

const player = new Audio();
let playing = null;

function stop() {
  player.pause();
  playing?.setAttribute("aria-pressed", "false");
  playing = null;
}

function play(button) {
  const again = button === playing;
  stop();
  if (again) return;
  const [start, end] = button.dataset.play.split(" ");
  player.src = `/recordings/${button.closest("[data-sound]").dataset.sound}/clip?start=${start}&end=${end}`;
  playing = button;
  button.setAttribute("aria-pressed", "true");
  player.play().catch((error) => {
    if (error.name === "AbortError") return;
    stop();
    toast("This cannot be played. Perhaps the sound was deleted meanwhile.", "bad");
  });
}

player.addEventListener("ended", stop);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-play]");
  if (button) play(button);
});
onKey(["h"], () => {
  const turn = document.querySelector(".turn.is-chosen, .turn.is-cited") ?? document.querySelector(".turn:has(.is-cited)");
  const button = turn?.querySelector("[data-play]");
  if (!button) return false;
  play(button);
}, () => document.querySelector("[data-sound]"));
