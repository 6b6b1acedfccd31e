// Offers titles as one types: the list comes once and is filtered here, no keystroke leaves.
const input = document.querySelector("#q");
const list = document.querySelector("#offers");
const { form } = input;
const MOST = 5;

// Letters that have no accent to take off.
const letters = { ø: "o", ł: "l", đ: "d", ħ: "h", ß: "ss", æ: "ae", œ: "oe" };
const fold = (text) => text
  .toLowerCase()
  .normalize("NFD")
  .replace(/\p{M}|[øłđħßæœ]/gu, (each) => letters[each] ?? "");

let titles = []; // [title, address, language of the title]
let at; // the place of the offer that the arrow keys are on, -1 for none

function choose(place) {
  at = place;
  for (const item of list.children) item.ariaSelected = item.id === "o" + at;
  input.setAttribute("aria-activedescendant", at < 0 ? "" : "o" + at);
}

// An offer for every title in which each word typed stands.
function offer(typed) {
  const words = fold(typed).match(/\S{2,}/g);
  const found = titles.filter(([title]) => words?.every((word) => fold(title).includes(word)));
  const items = found.slice(0, MOST).map(([textContent, path, lang], place) => {
    const item = document.createElement("li");
    return Object.assign(item, { role: "option", id: "o" + place, textContent, path, lang });
  });
  list.replaceChildren(...items);
  input.ariaExpanded = found.length > 0;
  choose(-1);
}

// To the question in the country that is read; where none is, search for its title.
function go({ path, textContent }) {
  const country = form.reading?.value;
  input.value = textContent;
  if (country || !path.includes("*")) location = path.replace("*", country);
  else form.submit();
}

async function fetchTitles() {
  const answer = await fetch(form.action + "titles.json");
  titles = await answer.json();
  offer(input.value);
}

input.role = "combobox";
input.addEventListener("focus", fetchTitles, { once: true });
input.oninput = () => offer(input.value);
input.onblur = () => offer("");
list.onmousedown = () => false; // the field keeps the focus
list.onclick = ({ target }) => go(target);
input.onkeydown = ({ key }) => {
  const { length } = list.children;
  if (key === "ArrowDown") choose(at + 1 < length ? at + 1 : -1);
  else if (key === "ArrowUp") choose((at < 0 ? length : at) - 1);
  else if (key === "Enter" && at >= 0) go(list.children[at]);
  else if (key === "Escape" && length) offer("");
  else return;
  return false;
};
offer("");
