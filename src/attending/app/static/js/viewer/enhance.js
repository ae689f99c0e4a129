// Asks the server for an enhanced series and tells how far it is; when it is done the page is read anew.
const EVERY = 700; // ms

/** Join the form; `series()` is the number of the series in view. */
export function bindEnhance(form, series) {
  const button = form.querySelector("button");
  const told = form.querySelector("[data-told]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const number = series();
    button.disabled = true;
    told.textContent = "Asked for …";
    const body = new FormData(form);
    body.set("series", number);
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok && answer.status !== 409) return end("This series cannot be enhanced.");
    return poll(number, body);
  });

  async function poll(number, body) {
    const answer = await fetch(`${form.action}/${number}`);
    const { done, total, state, reason } = answer.ok ? await answer.json() : { state: "failed", reason: "The server does not answer." };
    if (state === "done") return location.assign(`${location.pathname}?enhanced=${number}&factor=${body.get("factor")}`);
    if (state === "failed") return end(reason);
    told.textContent = total ? `${done} of ${total} images` : "Waiting for its turn …";
    return setTimeout(() => poll(number, body), EVERY);
  }

  function end(text) {
    button.disabled = false;
    told.textContent = text;
  }
}
