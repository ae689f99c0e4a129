// The mouse or a finger on a pane: what a drag does depends on the tool in hand.

import { NOT_YET } from "./view.js";

const PLACING = new Set(["mark", "measure"]);

/** Begin a drag; `desk` is what the hands share: the tool, the panes, marks, lengths, how to scroll. */
export function drag(desk, view, down) {
  if (down.button > 1) return;
  const onSwipe = view.swipe !== null && Math.abs(down.offsetX / view.canvas.clientWidth - view.swipe) < 0.02;
  const doing = onSwipe ? "swipe" : down.button === 1 ? "pan" : desk.tool === "mark" && view !== desk.main ? "window" : desk.tool;
  if (PLACING.has(doing) && !view.settled) return void desk.told(NOT_YET);
  if (!view.shown) return;
  view.root.focus({ preventScroll: true });
  view.canvas.setPointerCapture(down.pointerId);
  const begun = BEGIN[doing](desk, view, down);

  function move(event) {
    begun.move(event, event.clientX - down.clientX, event.clientY - down.clientY);
    desk.dragged(view, doing);
  }
  function up(event) {
    view.canvas.removeEventListener("pointermove", move);
    begun.up?.(event);
  }
  view.canvas.addEventListener("pointermove", move);
  view.canvas.addEventListener("pointerup", up, { once: true });
}

const BEGIN = {
  window: (desk, view) => {
    const [center, width] = view.grey;
    const reach = view.shown.colour ? 256 : view.span < 4 ? view.span : Math.max(64, Math.min(view.span, 4000));
    return { move: (event, dx, dy) => view.setWindow(center - (dy * reach) / 800, width + (dx * reach) / 400) };
  },
  pan: (desk, view) => {
    const { pan } = view.how;
    const ratio = view.canvas.width / view.canvas.clientWidth;
    return { move: (event, dx, dy) => view.lay({ pan: [pan[0] + dx * ratio, pan[1] + dy * ratio] }) };
  },
  zoom: (desk, view) => {
    const { zoom } = view.how;
    return { move: (event, dx, dy) => view.lay({ zoom: within(zoom * Math.exp(-dy / 200)) }) };
  },
  stack: (desk, view) => {
    const { place } = view;
    return { move: (event, dx, dy) => desk.scroll(view, place + Math.round(dy / Math.max(4, view.canvas.clientHeight / view.count))) };
  },
  swipe: (desk, view) => ({
    move: (event) => {
      view.swipe = Math.min(1, Math.max(0, event.offsetX / view.canvas.clientWidth));
      view.draw();
    },
  }),
  lens: (desk, view, down) => {
    const show = (event) => {
      view.lens = view.at(event);
      view.draw();
    };
    show(down);
    return {
      move: show,
      up: () => {
        view.lens = null;
        view.draw();
      },
    };
  },
  mark: (desk, view, down) => desk.marking.press(down),
  measure: (desk, view, down) => {
    const { lengths } = view;
    const taken = lengths.under(view.onCanvas(down));
    const measure = taken?.measure ?? lengths.add(view.inSource(down));
    const end = taken?.end ?? "to";
    return {
      move: (event) => {
        measure[end] = view.inSource(event);
        lengths.changed();
      },
      up: () => {
        const [dx, dy] = [measure.to[0] - measure.from[0], measure.to[1] - measure.from[1]];
        if (Math.hypot(dx, dy) < 1) lengths.remove(measure, taken ? "" : " ");
        else lengths.say(`Length: ${measure.text}.`);
      },
    };
  },
};

/** A zoom that a reader can find back from. */
export const within = (zoom) => Math.min(20, Math.max(0.2, zoom));
