// The list of countries, filtered as one types: by either name, without regard to accents.
const box = document.querySelector("[data-filter]");
const input = box.querySelector("input");
const status = box.querySelector("[role=status]");

// Letters that have no accent to take off.
const letters = { ø: "o", ł: "l", đ: "d", ħ: "h", ß: "ss", æ: "ae", œ: "oe" };
const fold = (text) => text
  .toLowerCase()
  .normalize("NFD")
  .replace(/\p{M}/gu, "")
  .replace(/[øłđħßæœ]/g, (letter) => letters[letter]);
const cards = [...document.querySelectorAll(".countries > li")].map((item) => [item, fold(item.textContent)]);

function filter() {
  const wanted = fold(input.value.trim());
  let found = 0;
  for (const [item, names] of cards) {
    item.hidden = !names.includes(wanted);
    found += !item.hidden;
  }
  status.textContent = found ? "" : status.dataset.none;
}

box.hidden = false;
input.addEventListener("input", filter);
filter();
