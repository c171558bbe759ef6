// 创建方案: what is read and where it stands point at each other; without this the same links are plain anchors.

if (window.htmx) window.htmx.config.refreshOnHistoryMiss = true; // going back opens the page anew, with both columns
document.documentElement.classList.add("scripted");
const narrow = window.matchMedia("(max-width: 900px)");
const issued = document.querySelector(".issued");
const source = document.querySelector(".source");
if (issued && narrow.matches) issued.removeAttribute("open");

const places = (key) => (source ? [...source.querySelectorAll(`#s-${CSS.escape(key)}, [data-s="${CSS.escape(key)}"]`)] : []);
const entries = (key) => [...document.querySelectorAll(`#reading [data-for="${CSS.escape(key)}"]`)];
const keyOf = (span) => (span.id.startsWith("s-") ? span.id.slice(2) : span.dataset.s);

// Hovering one side lights up the other.
function light(key, on) {
  for (const each of [...places(key), ...entries(key)]) each.classList.toggle("on", on);
}
function hover(event, on) {
  const entry = event.target.closest?.("#reading [data-for]");
  const span = event.target.closest?.(".source [id^='s-'], .source [data-s]");
  const key = entry ? entry.dataset.for : span ? keyOf(span) : null;
  if (!key || key === current || (span && span.matches(".task, .phase"))) return;
  light(key, on);
}
for (const [kind, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) document.addEventListener(kind, (event) => hover(event, on));

// What is open on the right stays lit on the left, and is scrolled to inside its own column.
let current = null;
function bring(key) {
  const [place] = places(key);
  if (!place || !issued.open) return;
  if (narrow.matches) return void place.scrollIntoView({ block: "center" });
  issued.scrollTo({ top: issued.scrollTop + place.getBoundingClientRect().top - issued.getBoundingClientRect().top - 72 });
}
function settle() {
  if (current) light(current, false);
  current = document.getElementById("reading")?.dataset.span || null;
  if (!current) return;
  for (const each of places(current)) each.classList.add("on");
  if (!narrow.matches) bring(current);
}
document.body.addEventListener("htmx:afterSwap", settle);
settle();

document.addEventListener("click", (event) => {
  // An anchor to the source scrolls the left column, not the page.
  const anchor = event.target.closest("#reading a[href^='#s-']");
  if (anchor && source) {
    event.preventDefault();
    issued.setAttribute("open", "");
    const key = anchor.getAttribute("href").slice(3);
    bring(key);
    light(key, true);
    if (key !== current) setTimeout(() => light(key, false), 1600);
    return;
  }
  // A span of the source leads to its entry on the right, or opens the task in which it stands.
  const span = event.target.closest(".source span[id^='s-'], .source span[data-s]");
  if (!span || String(window.getSelection())) return;
  const [entry] = entries(keyOf(span));
  if (entry) return entry.scrollIntoView({ block: "nearest" });
  const whole = span.closest(".task, .phase");
  if (whole) document.getElementById(`s-${keyOf(whole).replace(/^([tp])/, (sign) => ({ t: "n", p: "pn" })[sign])}`)?.click();
});

// One tick for a whole group; choosing from a list picks its radio button; a file and pasted text exclude each other.
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("[data-check-group]")) for (const box of target.closest("details").querySelectorAll("[name=members]")) box.checked = target.checked;
  if (target.matches("[data-picks]") && target.value) document.getElementById(target.dataset.picks).checked = true;
  if (target.matches("[data-alone]")) document.getElementById(target.dataset.alone).disabled = Boolean(target.value);
});

// Reading a file may take a moment: say so, and take one press only.
document.addEventListener("submit", (event) => {
  const { waiting } = event.target.dataset;
  if (!waiting) return;
  event.target.querySelector("[data-wait]").textContent = waiting;
  for (const button of event.target.querySelectorAll("button")) button.disabled = true;
});
