// Leave this site: the link hides the page at once and takes its place in the history;
// Shift pressed three times within five seconds does the same. Without this script it is an ordinary link.
const PRESSES = 3;
const WITHIN = 5000;
const link = document.querySelector(".leave");
const status = document.querySelector("[data-leave-status]");
let presses = [];
let timer;
let alone = false;

function leave() {
  document.documentElement.hidden = true;
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
addEventListener("keydown", (event) => { alone = event.key === "Shift"; });

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
  timer = setTimeout(() => { presses = []; show(0); }, WITHIN);
});
