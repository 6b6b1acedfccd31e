// Fetches what reads answers aloud, where the device has any voice of its own: most of what is fetched with a page is
// its text.
const speech = window.speechSynthesis;
const { reader } = document.querySelector("[data-reader]").dataset;
const load = () => speech.getVoices().some((voice) => voice.localService) && import(reader);

if (speech) {
  speech.onvoiceschanged = load; // some browsers know their voices only after a while
  load();
}
