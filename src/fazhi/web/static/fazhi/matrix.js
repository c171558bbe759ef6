// A click on a cell opens its story in the drawer; the row's and the column's heads carry the ids.
(() => {
  const matrix = document.querySelector(".matrix");
  const drawer = document.getElementById("drawer");
  if (!matrix) return;
  const units = [...matrix.tHead.rows[0].cells].map((head) => head.dataset.u);
  matrix.addEventListener("click", (event) => {
    const cell = event.target.closest("td[class]");
    if (!cell) return;
    matrix.querySelector(".picked")?.classList.remove("picked");
    cell.classList.add("picked");
    window.htmx.ajax("GET", `/cell/${cell.parentElement.dataset.d}/${units[cell.cellIndex]}/`, { target: "#drawer", swap: "innerHTML" });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-drawer]")) drawer.replaceChildren();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") drawer.replaceChildren();
  });
})();
