// Leave this site: the link hides the page at once and takes its place in the history;
// Shift pressed three times within five seconds does the same. Without this script it is an ordinary link.
const PRESSES = 3;
const WITHIN = 5000; // milliseconds
const link = document.querySelector(".leave");
const status = document.querySelector("[data-leave-status]");
let presses = []; // when Shift was pressed, as time stamps of events
let timer;
let alone = false; // whether Shift is held without another key

function leave() {
  document.documentElement.hidden = true;
  window.speechSynthesis?.cancel(); // an answer that is being read aloud
  document.title = "";
  location.replace(link.href);
}

function show(count) {
  link.dataset.presses = count;
  status.textContent = count ? status.dataset.said.replace("%n", count) : "";
}

for (const each of document.querySelectorAll("[data-leave]")) {
  each.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
}

// Shift held for a capital letter or a shortcut is no press of its own.
addEventListener("keydown", (event) => {
  alone = event.key === "Shift";
});

addEventListener("keyup", (event) => {
  if (event.key !== "Shift" || !alone) return;
  presses = [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
  clearTimeout(timer);
  if (presses.length >= PRESSES) {
    status.textContent = status.dataset.leaving;
    leave();
    return;
  }
  show(presses.length);
  timer = setTimeout(() => {
    presses = [];
    show(0);
    status.textContent = status.dataset.over;
  }, WITHIN);
});

// A menu of the header closes with Escape and with a click elsewhere, on another menu too.
const menus = document.querySelectorAll(".picker");
addEventListener("click", ({ target }) => {
  for (const menu of menus) menu.open &&= menu.contains(target);
});
addEventListener("keydown", ({ key }) => {
  const open = key === "Escape" && document.querySelector(".picker[open]");
  if (!open) return;
  open.open = false;
  open.firstElementChild.focus();
});
