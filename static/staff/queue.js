// J and K move through the rows of a queue, Enter opens the row's next step, T takes the next one where a queue gives
// pieces out. Without script, Tab does the same. The switch on the authenticators' help sheet turns them off.
const rows = [...document.querySelectorAll("[data-queue] [data-row]")];
let current = -1;

function go(step) {
  current = Math.min(Math.max(current + step, 0), rows.length - 1);
  rows.forEach((row, index) => row.toggleAttribute("data-current", index === current));
  rows[current].querySelector("[data-open]").focus({ preventScroll: true });
  rows[current].scrollIntoView({ block: "nearest" });
}

const isOff = () => { try { return localStorage.getItem("portero-single-keys") === "off"; } catch { return false; } };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !rows.length || isOff()) return;
  if (event.key === "j" || event.key === "J") go(1);
  else if (event.key === "k" || event.key === "K") go(-1);
  else if (event.key === "t" || event.key === "T") document.querySelector("[data-take]")?.click();
});

// Printing needs a script: without one the button isn't there, and the browser's own menu prints.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
