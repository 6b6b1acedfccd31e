// Offers titles as one types: the list comes once and is filtered here, no keystroke leaves.
const input = document.querySelector("#q");
const list = document.querySelector("#offers");
const { form } = input;
const letters = { ø: "o", ł: "l", đ: "d", ħ: "h", ß: "ss", æ: "ae", œ: "oe" };
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}|[øłđħßæœ]/gu, (each) => letters[each] ?? "");
let at;
let titles = [];

function choose(place) {
  at = place;
  for (const item of list.children) item.ariaSelected = item.id === "o" + at;
  input.setAttribute("aria-activedescendant", at < 0 ? "" : "o" + at);
}

function offer(typed) {
  const words = fold(typed).match(/\S{2,}/g);
  const found = titles.filter(([title]) => words?.every((word) => fold(title).includes(word)));
  list.replaceChildren(...found.slice(0, 5).map(([textContent, path, lang], each) =>
    Object.assign(document.createElement("li"), { role: "option", id: "o" + each, textContent, path, lang })));
  input.ariaExpanded = found.length > 0;
  choose(-1);
}

// Where no country is read, search.
function go({ path, textContent }) {
  const country = form.reading?.value;
  input.value = textContent;
  if (country || !path.includes("*")) location = path.replace("*", country);
  else form.submit();
}

input.role = "combobox";
input.addEventListener("focus", async () => {
  titles = await (await fetch(form.action + "titles.json")).json();
  offer(input.value);
}, { once: true });
input.oninput = () => offer(input.value);
input.onblur = () => offer("");
list.onmousedown = () => false;
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
