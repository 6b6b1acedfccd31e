// Reads an answer aloud where the device has a voice of its own for its language: with the voice of somebody's server,
// the text would leave the device. Without such a voice there is no such button. Fetched by listen.js.
const speech = window.speechSynthesis;
const { listen, stop } = document.querySelector("[data-listen]").dataset;
let said; // kept here, or some browsers forget what they are to do at its end
let reset; // makes the button of the answer that is being read say "Listen" again

function hush() {
  speech.cancel();
  reset?.();
}

function offer(answer) {
  const { lang } = answer.closest("[lang]");
  const voice = speech.getVoices().find((each) => each.localService && each.lang.split(/[-_]/)[0] === lang);
  if (!voice || answer.previousSibling.className === "act") return;
  const button = document.createElement("button");
  button.className = "act";
  button.textContent = listen;
  button.onclick = () => {
    const starts = button.textContent === listen;
    hush();
    if (!starts) return;
    button.textContent = stop;
    reset = () => button.textContent = listen;
    // Block by block: a heading needs a pause after it, and long texts make some voices stop.
    said = answer.innerText.split(/[\n\t]+/).map((text) => {
      return Object.assign(new SpeechSynthesisUtterance(text), { voice, lang });
    });
    said.at(-1).onend = reset;
    said.forEach((each) => speech.speak(each));
  };
  answer.before(button);
}

const offerAll = () => document.querySelectorAll(".question > .answer").forEach(offer);

offerAll();
speech.onvoiceschanged = offerAll;
addEventListener("pagehide", hush);
document.addEventListener("visibilitychange", () => document.hidden && hush());
