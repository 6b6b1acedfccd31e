// The page of one answer: counts "In brief", keeps the draft as one types, and loses nothing when the session ends.
const form = document.querySelector("form[data-answer]");
const IDLE = 2500; // ms without typing before the draft is kept
const RETRY = 15000;

document.querySelector("#refusal")?.focus();

if (form) {
  const status = form.querySelector(".keep");
  const token = form.elements.csrfmiddlewaretoken;
  const NOT_TEXT = ["csrfmiddlewaretoken", "seen", "new_title", "new_publisher", "new_url", "new_date"];
  let timer;
  let last = typed(); // what stood here when it was last looked at
  let kept = last; // what the database has
  let keeping = null; // the promise of the saving that is under way
  let sent = false;

  function typed() {
    const data = new FormData(form);
    NOT_TEXT.forEach((name) => data.delete(name));
    return JSON.stringify([...data]);
  }

  function count() {
    const box = form.elements.summary;
    const counter = form.querySelector(".counter");
    const left = box.dataset.limit - box.value.trim().length;
    counter.textContent = (left < 0 ? counter.dataset.over : counter.dataset.left).replace("%n", Math.abs(left));
    counter.classList.toggle("over", left < 0);
  }

  function soon(wait) {
    clearTimeout(timer);
    timer = setTimeout(keep, wait);
  }

  async function keep() {
    const now = typed();
    if (now === kept || sent) return;
    if (keeping) return soon(IDLE);
    keeping = send(now);
    try {
      await keeping;
    } catch {
      status.textContent = form.dataset.offline;
      soon(RETRY);
    }
    keeping = null;
  }

  async function send(now) {
    const data = new FormData(form);
    ["new_title", "new_publisher", "new_url", "new_date"].forEach((name) => data.delete(name));
    const response = await fetch(form.dataset.autosave, { method: "POST", body: data, redirect: "manual" });
    const said = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
    if (response.ok && said) {
      form.elements.seen.value = said.seen;
      kept = now;
      status.textContent = said.said;
    } else if (said) {
      status.textContent = said.problem;
    } else if (response.status >= 500) {
      throw new Error(response.status);
    } else {
      ended();
    }
  }

  function ended() {
    const link = document.createElement("a");
    link.href = form.dataset.signIn;
    link.target = "sign-in";
    link.textContent = form.dataset.ended;
    status.replaceChildren(link);
  }

  // Back from signing in beside: take the new token into every form of the page, go on keeping.
  async function freshen() {
    if (!status.querySelector("a")) return;
    const answer = await (await fetch(form.dataset.token)).json();
    if (!answer.signed_in) return;
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = answer.token;
    status.textContent = form.dataset.signedIn;
    keep();
  }

  // The rich-text editor writes its text area without an event that the form would hear: look now and then.
  setInterval(() => {
    const unnamed = form.querySelector(".field.body [contenteditable]:not([aria-label])");
    unnamed?.setAttribute("aria-label", form.querySelector(".field.body label").textContent);
    const now = typed();
    if (now !== last) {
      last = now;
      soon(IDLE);
    }
  }, 1000);
  form.addEventListener("input", count);
  addEventListener("focus", freshen);
  document.addEventListener("visibilitychange", freshen);
  addEventListener("beforeunload", (event) => {
    if (!sent && typed() !== kept) event.preventDefault();
  });
  // A saving that is under way changes what the form must say it has seen: wait for it, or one conflicts with oneself.
  form.addEventListener("submit", (event) => {
    sent = true;
    if (!keeping) return;
    event.preventDefault();
    keeping.catch(() => {}).then(() => form.requestSubmit(event.submitter));
    keeping = null;
  });
  count();
}
