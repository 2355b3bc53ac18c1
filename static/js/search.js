// The list under the search box: arrows choose, Enter follows, Escape closes. htmx fetches it; without either
// the box is an ordinary form, and so it's only called a combobox here.

const named = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
};

for (const input of document.querySelectorAll("[data-suggest]")) {
  const list = document.getElementById(input.dataset.suggest);
  named(list, { role: "listbox", "aria-label": "Suggestions" });
  named(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });
  const lines = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => lines().find((line) => line.id === input.getAttribute("aria-activedescendant"));

  const choose = (line) => {
    for (const each of lines()) each.setAttribute("aria-selected", String(each === line));
    if (line) input.setAttribute("aria-activedescendant", line.id);
    else input.removeAttribute("aria-activedescendant");
    line?.scrollIntoView({ block: "nearest" });
  };
  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  };
  const step = (by) => {
    const all = lines();
    if (!all.length) return;
    show(true);
    const at = all.indexOf(chosen()) + by;
    choose(at < 0 ? (by < 0 && all.indexOf(chosen()) === -1 ? all.at(-1) : null) : all[at] ?? null);
  };

  list.addEventListener("htmx:afterSwap", () => { choose(null); show(document.activeElement === input && lines().length > 0); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter" && chosen()) chosen().click();
    else if (event.key === "Escape" && !list.hidden) show(false);
    else return;
    event.preventDefault();
  });
  input.addEventListener("focus", () => show(lines().length > 0 && input.value.length > 1));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  input.addEventListener("blur", () => show(false));
}
