// Drawing boxes on the pages of a material: each box is a line of the table, which is what the form sends.
(() => {
  const section = document.getElementById("guard-pages");
  const body = document.querySelector("#guard-boxes tbody");
  if (!section || !body) return;
  section.classList.add("can-draw");
  const names = ["page", "x", "y", "w", "h"];
  const field = (line, name) => line.querySelector(`[name="box_${name}"]`);
  const isEmpty = (line) => names.every((name) => !field(line, name).value.trim());

  const freeLine = () => {
    const free = [...body.rows].find(isEmpty);
    if (free) return free;
    const line = body.rows[0].cloneNode(true);
    for (const name of names) field(line, name).value = "";
    body.append(line);
    return line;
  };

  const place = (box, left, top, width, height) => {
    box.style.left = `${left}%`;
    box.style.top = `${top}%`;
    box.style.width = `${width}%`;
    box.style.height = `${height}%`;
  };

  const show = () => {
    for (const old of section.querySelectorAll(".drawn")) old.remove();
    for (const line of body.rows) {
      const [page, left, top, width, height] = names.map((name) => parseFloat(field(line, name).value));
      const paper = section.querySelector(`.draw-page[data-page="${page}"]`);
      if (!paper || [left, top, width, height].some(Number.isNaN)) continue;
      const box = document.createElement("button");
      box.type = "button";
      box.className = "drawn";
      box.title = "去掉这个框";
      place(box, left, top, width, height);
      box.addEventListener("click", () => {
        for (const name of names) field(line, name).value = "";
        show();
      });
      paper.append(box);
    }
  };

  const percent = (event, paper) => {
    const edge = paper.getBoundingClientRect();
    const clamp = (value) => Math.min(100, Math.max(0, value));
    return [clamp((100 * (event.clientX - edge.left)) / edge.width), clamp((100 * (event.clientY - edge.top)) / edge.height)];
  };

  for (const paper of section.querySelectorAll(".draw-page"))
    paper.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.target.closest(".drawn")) return;
      event.preventDefault();
      const [x, y] = percent(event, paper);
      const ghost = document.createElement("div");
      ghost.className = "drawn";
      paper.append(ghost);
      paper.setPointerCapture(event.pointerId);
      let shape = null;
      const move = (moved) => {
        const [x2, y2] = percent(moved, paper);
        shape = [Math.min(x, x2), Math.min(y, y2), Math.abs(x2 - x), Math.abs(y2 - y)];
        place(ghost, ...shape);
      };
      const end = () => {
        for (const [name, act] of [["pointermove", move], ["pointerup", end], ["pointercancel", end]]) paper.removeEventListener(name, act);
        ghost.remove();
        if (shape && shape[2] > 0.4 && shape[3] > 0.4) {
          const line = freeLine();
          field(line, "page").value = paper.dataset.page;
          names.slice(1).forEach((name, number) => (field(line, name).value = shape[number].toFixed(2)));
        }
        show();
      };
      for (const [name, act] of [["pointermove", move], ["pointerup", end], ["pointercancel", end]]) paper.addEventListener(name, act);
    });
  body.addEventListener("input", show);
  show();
})();
