// Idle log-off with a warning, and signing in again in place so that unsaved text is never lost.
const WARNING_SECONDS = 60;
const TICK_SECONDS = 30;

/** Watch for activity; warn before the end; end by leaving the page, or by covering it while text is unsaved. */
export function startSession(idleSeconds, toast) {
  let lastActive = Date.now();
  let lastTold = Date.now();
  const warning = document.getElementById("idle-warning");
  const again = document.getElementById("sign-in-again");
  let retry = null;

  const active = () => { if (!warning.open && !again.open) lastActive = Date.now(); };
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart", "attending:busy"]) addEventListener(kind, active, { passive: true });

  setInterval(() => {
    if (again.open) return;
    const idle = (Date.now() - lastActive) / 1000;
    if (idle >= idleSeconds) return end();
    if (idle >= idleSeconds - Math.min(WARNING_SECONDS, idleSeconds / 2)) {
      if (!warning.open) warning.showModal();
      warning.querySelector("[data-idle-left]").textContent = Math.ceil(idleSeconds - idle);
    }
  }, 1000);
  setInterval(() => { if (lastActive > lastTold) tell(); }, TICK_SECONDS * 1000);

  function tell() {
    lastTold = Date.now();
    document.body.dispatchEvent(new CustomEvent("attending:active"));
  }

  const stay = () => { lastActive = Date.now(); tell(); };
  warning.querySelector("[data-stay]").addEventListener("click", () => { warning.close(); stay(); });
  warning.addEventListener("cancel", stay);

  async function end() {
    warning.close();
    await fetch("/sign-out", { method: "POST", headers: csrfHeader() }).catch(() => null);
    if (document.querySelector("[data-edit-form][data-changed]")) return askAgain(null);
    location.replace("/sign-in?ended=1");
  }
  document.addEventListener("attending:signed-out", () => askAgain(null));

  function askAgain(next) {
    retry = next;
    document.body.classList.add("is-covered");
    if (!again.open) again.showModal();
  }
  again.addEventListener("cancel", (event) => event.preventDefault());
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 401) return;
    const form = event.detail.elt.closest("form");
    if (form) askAgain(() => htmx.trigger(form, "submit"));
    else if (document.querySelector("[data-edit-form][data-changed]")) askAgain(null);
    else location.replace("/sign-in?ended=1");
  });

  again.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(event.target);
    body.set("name", document.body.dataset.signInName);
    const answer = await fetch("/sign-in/again", { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    event.target.reset();
    if (!answer.ok) {
      again.querySelector("[data-again-error]").textContent = told.issue?.[0]?.diagnostics ?? "That did not work.";
      return;
    }
    renewCsrf(told.csrf);
    lastActive = Date.now();
    document.body.classList.remove("is-covered");
    again.close();
    document.dispatchEvent(new CustomEvent("attending:signed-in"));
    toast("Signed in again.");
    retry?.();
  });
}

function csrfHeader() {
  return JSON.parse(document.body.getAttribute("hx-headers"));
}

function renewCsrf(token) {
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRF": token }));
  for (const hidden of document.querySelectorAll('input[name="csrf"]')) hidden.value = token;
}
