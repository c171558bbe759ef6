// Small comforts of the frame; every page reads and decides without them.

// Menus close when one clicks elsewhere.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.drop[open]")) if (!open.contains(event.target)) open.removeAttribute("open");
  const opener = event.target.closest("[data-open]");
  const side = document.getElementById("side");
  if (opener) document.getElementById(opener.dataset.open).classList.toggle("shown");
  else if (side && side.classList.contains("shown") && !side.contains(event.target)) side.classList.remove("shown");
});

// A button that cannot be undone asks once, in its own words.
document.addEventListener("submit", (event) => {
  const words = event.submitter?.dataset.confirm || event.target.dataset.confirm;
  if (words && !window.confirm(words)) event.preventDefault();
});

// Changing a filter shows its result at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  if (event.target.matches("[data-all]"))
    for (const box of document.querySelectorAll(`input[name="${event.target.dataset.all}"]`)) box.checked = event.target.checked;
});

// Keyboard: / to search, j and k through lists, Enter opens, ? for help, data-key for a page's own.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const own = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key && each.offsetParent);
  if (own) {
    event.preventDefault();
    if (own.matches("input, textarea")) own.focus();
    else own.click();
  } else if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll("main .rows a.row-title, main tbody td:first-child a")];
    const at = links.indexOf(document.activeElement);
    links[Math.min(links.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))]?.focus();
  } else if (event.key === "?") {
    window.alert("键盘：/ 搜索 · j k 上下移动 · 回车打开 · 审核页 1 通过、2 退回");
  }
});

// Work under way is asked after until it is done: htmx swaps the part; a session that ended says so in words.
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) window.alert(event.detail.xhr.responseText);
});
