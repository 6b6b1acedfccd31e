// A table of all countries, sorted at once; without this script its links fetch the page in the order asked for.
const table = document.querySelector("[data-sort]");
const body = table.tBodies[0];

function sort(key, sign) {
  const rows = [...body.rows].sort((a, b) => {
    const [one, other] = [a.dataset[key], b.dataset[key]];
    const missing = a.dataset.absence - b.dataset.absence;
    return (key === "value" && missing) || sign * (one - other) || a.dataset.country - b.dataset.country;
  });
  body.append(...rows);
}

table.tHead.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-key]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { key } = link.dataset;
  const down = link.closest("th").ariaSort === "ascending";
  for (const head of table.tHead.rows[0].cells) head.removeAttribute("aria-sort");
  link.closest("th").ariaSort = down ? "descending" : "ascending";
  sort(key, down ? -1 : 1);
  const query = `?sort=${down ? "-" : ""}${key}`;
  history.replaceState(null, "", query);
  for (const other of document.querySelectorAll(".picker [hreflang]")) other.search = query;
});
