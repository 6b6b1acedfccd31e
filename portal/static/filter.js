// The list of countries, filtered as one types: by either name, without regard to accents.
const box = document.querySelector("[data-filter]");
const input = box.querySelector("input");
const status = box.querySelector("[role=status]");
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
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
