// What was heard so far, and the note it would make: shown while the visit goes on, stored nowhere.
const WAIT_MS = 5000;
const SIGNED_OUT = 4401;

const element = (tag, words, name) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (words) made.textContent = words;
  return made;
};

/** Follows one recording over a WebSocket; says nothing where the server has no speech model. */
export class Live {
  constructor(box) {
    this.box = box;
    this.socket = null;
    this.ended = !box || box.dataset.live !== "on";
  }

  /** Begin once the server knows the recording; begin again when the connection broke. */
  follow(recording) {
    if (this.ended || this.socket || !recording.begun) return;
    const address = new URL(`/recordings/${recording.id}/live`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    this.box.hidden = false;
    this.say("Listening");
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener("message", (event) => { if (this.socket === socket) this.show(JSON.parse(event.data)); });
    socket.addEventListener("close", (event) => {
      if (event.code === SIGNED_OUT || this.ended) return;
      setTimeout(() => { if (this.socket === socket) this.socket = null; }, WAIT_MS); // the next piece begins anew
    });
  }

  say(words) {
    this.box.querySelector("[data-live-state]").textContent = words;
  }

  show({ turns, sections, until, trouble, over }) {
    if (over) this.ended = this.ended || Boolean(trouble);
    if (trouble) this.say(trouble);
    else if (until) this.say(`Until ${until}`);
    if (!turns?.length) return;
    const list = this.box.querySelector("[data-live-turns]");
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    list.replaceChildren(...turns.map((turn) => {
      const item = element("li", "", `turn ${turn.role}`);
      const words = element("p");
      words.append(element("span", turn.speaker, "speaker"), ` ${turn.text}`);
      item.append(element("span", turn.time, "turn-time"), words);
      return item;
    }));
    if (atEnd) list.scrollTop = list.scrollHeight;
    if (!sections.length) return;
    this.box.querySelector("[data-live-draft]").replaceChildren(...sections.flatMap((section) => [
      element("h3", section.title),
      ...section.sentences.map((sentence) => element("p", sentence)),
    ]));
  }

  close() {
    this.ended = true;
    this.socket?.close();
  }

  /** Nothing of what was heard stays on the page. */
  clear() {
    this.close();
    this.socket = null;
    if (!this.box) return;
    for (const part of ["[data-live-turns]", "[data-live-draft]"]) this.box.querySelector(part).replaceChildren();
    this.box.hidden = true;
  }

  /** Another recording may be followed. */
  reopen() {
    this.socket = null;
    this.ended = !this.box || this.box.dataset.live !== "on";
  }
}
