// Every step by a key, shown on `?`. Single keys act only while no field has the focus, and can be switched off
// (WCAG 2.1.4); Escape always leads out of a field, back to the check.

const desk = document.querySelector("[data-review]");
const help = document.querySelector("[data-help]");
const single = help.querySelector("[data-single-keys]");
const OFF = "portero-single-keys";
const stored = () => { try { return localStorage.getItem(OFF); } catch { return null; } };

const ask = (name, detail) => desk.dispatchEvent(new CustomEvent(`review:${name}`, { detail }));
const current = () => desk.querySelector("[data-check][data-current]");
const focus = (selector) => current().querySelector(selector)?.focus();
const go = (by) => () => ask("go", { by });
const view = (detail) => () => ask("view", detail);

const KEYS = {
  j: go(1), k: go(-1), v: () => ask("go", { to: "verdict" }),
  n: () => focus("textarea"), i: () => focus('[name="entered"]'), e: () => current().querySelector("[data-file]")?.click(),
  "[": view({ turn: -1 }), "]": view({ turn: 1 }), "+": view({ nearer: 1.5 }), "=": view({ nearer: 1.5 }), "-": view({ nearer: 1 / 1.5 }),
  0: view({ whole: true }), b: view({ both: true }), s: view({ side: true }), "?": () => help.showModal(),
};
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const isField = (element) => element.closest('textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"], [type="file"])');

// From the last field of all to the button; pressing that is a step of its own.
function onward() {
  const submit = current().querySelector('[data-submits] [type="submit"]');
  if (submit) submit.focus();
  else go(1)();
}

function inField(event) {
  if (event.key === "Escape") current().querySelector("h2").focus();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onward();
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if (isField(event.target)) return inField(event);
  if (event.ctrlKey || event.metaKey || event.altKey || !single.checked) return;
  const act = KEYS[event.key.toLowerCase()];
  if (/^[1-4]$/.test(event.key)) ask("choose", { number: Number(event.key) });
  else if (event.shiftKey && ARROWS[event.key]) ask("view", { move: ARROWS[event.key] });
  else if (act) act();
  else return;
  event.preventDefault();
});

single.checked = stored() !== "off";
single.addEventListener("change", () => {
  try { localStorage.setItem(OFF, single.checked ? "on" : "off"); } catch { /* this visit only */ }
});
const button = document.querySelector("[data-keys]");
button.hidden = false;
button.addEventListener("click", () => help.showModal());
