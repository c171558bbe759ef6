// What was typed and not yet sent stays: it is kept in this tab, put back when the page comes again, and asked about before it would be lost.
(() => {
  const forms = [...document.querySelectorAll("main form[method=post]")].filter((form) => form.querySelector("textarea, input[type=checkbox], input:not([type=hidden]):not([type=file])"));
  const key = (form) => `kept:${location.pathname}:${form.getAttribute("action") || ""}`;
  const fields = (form) => [...form.elements].filter((field) => field.name && field.name !== "csrfmiddlewaretoken" && !["hidden", "file", "password", "submit", "button"].includes(field.type));
  const changed = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked : field.tagName === "SELECT" ? ![...field.options].some((each) => each.selected && each.defaultSelected) && field.selectedIndex > 0 : field.value !== field.defaultValue);
  const name = (field, index) => `${index}:${field.name}:${field.type === "checkbox" ? field.value : ""}`;

  const keep = (form) => {
    const held = {};
    fields(form).forEach((field, index) => {
      if (changed(field)) held[name(field, index)] = field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
    });
    if (Object.keys(held).length) sessionStorage.setItem(key(form), JSON.stringify(held));
    else sessionStorage.removeItem(key(form));
  };

  for (const form of forms) {
    const held = JSON.parse(sessionStorage.getItem(key(form)) || "{}");
    fields(form).forEach((field, index) => {
      const value = held[name(field, index)];
      if (value === undefined) return;
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
      field.closest("details")?.setAttribute("open", "");
    });
    form.addEventListener("input", () => keep(form));
  }

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const other = forms.find((form) => form !== event.target && [...form.querySelectorAll("textarea")].some(changed));
    const label = other?.querySelector("textarea")?.getAttribute("aria-label") || "文字";
    if (other && !window.confirm(`本页的“${label}”还没有保存。点“取消”先去保存，点“确定”继续（文字会留在页面上）。`)) event.preventDefault();
    else sessionStorage.removeItem(key(event.target));
  });
})();
