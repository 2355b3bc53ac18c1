// Pins on the photographs of a report, by pointer and by keyboard. condition.js keeps the rows; the two talk by events:
// "pin" (a new one is wanted), "pins" (rows changed: draw anew). A pin's place is kept in its row's fields alone.

(() => {
  const desk = document.querySelector("[data-condition]");
  const photos = desk ? [...desk.querySelectorAll("[data-photo]")] : [];
  if (!photos.length) return;
  const said = desk.querySelector("[data-said]");
  const views = [...desk.querySelectorAll("[data-view]")];
  const SVG = "http://www.w3.org/2000/svg";
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const field = (row, name) => row.querySelector(`[data-field="${name}"] :is(input, select)`);
  const bounded = (value) => Math.min(99.9, Math.max(0, Math.round(value * 10) / 10));
  const inWords = (x, y) => `${Math.round(x)} per cent across, ${Math.round(y)} down`;

  function show(key) {
    photos.forEach((photo) => { photo.hidden = photo.dataset.photo !== key; });
    views.forEach((view) => {
      if (view.dataset.view === key) view.setAttribute("aria-current", "true");
      else view.removeAttribute("aria-current");
    });
  }

  function make(tag, facts, inside) {
    const made = document.createElementNS(SVG, tag);
    Object.entries(facts).forEach(([name, value]) => made.setAttribute(name, value));
    if (inside) inside.append(made);
    return made;
  }

  const stageOf = (photo) => photo.querySelector("[data-stage]");
  const pinsOf = (photo) => photo.querySelector("[data-pins]");
  function placeOf(photo, event, off = [0, 0]) {
    const box = stageOf(photo).getBoundingClientRect();
    const at = [event.clientX - off[0] - box.left, event.clientY - off[1] - box.top];
    return [100 * at[0] / box.width, 100 * at[1] / box.height].map(bounded);
  }

  function move(row, pin, x, y) {
    field(row, "x").value = x;
    field(row, "y").value = y;
    pin.setAttribute("x", `${x}%`);
    pin.setAttribute("y", `${y}%`);
    said.textContent = inWords(x, y);
  }
  const moved = (row) => field(row, "x").dispatchEvent(new Event("input", { bubbles: true }));

  function draw(row) {
    const photo = photos.find((one) => one.dataset.photo === field(row, "photo").value);
    const [x, y] = ["x", "y"].map((name) => parseFloat(field(row, name).value));
    if (!photo || Number.isNaN(x) || Number.isNaN(y)) return;
    const number = field(row, "number").value;
    const pin = make("svg", { class: "cond-pin", x: `${x}%`, y: `${y}%` }, pinsOf(photo));
    const name = [field(row, "kind").value, field(row, "place").value].filter(Boolean).join(", ") || "not told yet";
    const grip = make("g", { tabindex: 0, role: "button", "aria-label": `Pin ${number}: ${name}` }, pin);
    // The dot is the fault itself; the number stands beside it, on the side where there is room.
    const [right, down] = [x > 90 ? -24 : 24, y < 8 ? 24 : -24];
    make("circle", { r: 14, class: "cond-tap" }, grip);
    make("circle", { r: 22, cx: right, cy: down, class: "cond-tap" }, grip);
    make("path", { d: `M0 0L${right * 0.6} ${down * 0.6}` }, grip);
    make("circle", { r: 4, class: "cond-dot" }, grip);
    make("circle", { r: 13, cx: right, cy: down }, grip);
    make("text", { x: right, y: down + 5 }, grip).textContent = number;
    follow(row, photo, pin, grip);
  }

  // A pin is dragged, or moved with the arrow keys; Enter leads to its row.
  function follow(row, photo, pin, grip) {
    let held = null;
    grip.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      const dot = grip.querySelector(".cond-dot").getBoundingClientRect();
      const off = [event.clientX - dot.left - dot.width / 2, event.clientY - dot.top - dot.height / 2];
      held = { x: event.clientX, y: event.clientY, off, moved: false };
      grip.setPointerCapture(event.pointerId);
    });
    grip.addEventListener("pointermove", (event) => {
      if (!held || (!held.moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 4)) return;
      held.moved = true;
      move(row, pin, ...placeOf(photo, event, held.off));
    });
    grip.addEventListener("pointerup", () => {
      if (held?.moved) moved(row);
      else field(row, "kind").focus();
      held = null;
    });
    grip.addEventListener("click", (event) => event.stopPropagation());
    grip.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (event.key === "Enter" || event.key === " ") field(row, "kind").focus();
      else if (!step) return;
      else {
        const far = event.shiftKey ? 5 : 0.5;
        move(row, pin, bounded(parseFloat(field(row, "x").value) + far * step[0]), bounded(parseFloat(field(row, "y").value) + far * step[1]));
        moved(row);
      }
      event.preventDefault();
      event.stopPropagation();
    });
  }

  // The photograph itself: pressed, or its cross moved with the arrow keys and set with Enter.
  function aim(photo) {
    const stage = stageOf(photo);
    const at = { x: 50, y: 50 };
    const cross = make("svg", { class: "cond-cross", x: "50%", y: "50%" });
    make("path", { d: "M-18 0H-5M5 0H18M0-18V-5M0 5V18" }, cross);
    const wanted = (x, y) => desk.dispatchEvent(new CustomEvent("pin", { detail: { photo: photo.dataset.photo, x, y } }));
    stage.tabIndex = 0;
    stage.setAttribute("role", "application");
    stage.setAttribute("aria-label", `${stage.dataset.name}: arrow keys move the cross, Enter sets a pin`);
    stage.addEventListener("click", (event) => wanted(...placeOf(photo, event)));
    stage.addEventListener("focus", () => pinsOf(photo).append(cross));
    stage.addEventListener("blur", () => cross.remove());
    stage.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (event.target !== stage || (!step && event.key !== "Enter")) return;
      event.preventDefault();
      if (!step) return wanted(at.x, at.y);
      const far = event.shiftKey ? 10 : 1;
      at.x = bounded(at.x + far * step[0]);
      at.y = bounded(at.y + far * step[1]);
      cross.setAttribute("x", `${at.x}%`);
      cross.setAttribute("y", `${at.y}%`);
      said.textContent = inWords(at.x, at.y);
    });
  }

  // Drawn anew only when something else than a place changed: a pin under the hand must stay the one it is.
  desk.addEventListener("pins", () => {
    const focused = [...desk.querySelectorAll("[data-pins] g")].indexOf(document.activeElement);
    photos.forEach((photo) => pinsOf(photo).replaceChildren(...pinsOf(photo).querySelectorAll(".cond-cross")));
    desk.querySelectorAll("[data-defects] [data-defect]").forEach(draw);
    if (focused >= 0) [...desk.querySelectorAll("[data-pins] g")][focused]?.focus();
  });
  views.forEach((view) => view.addEventListener("click", () => show(view.dataset.view)));
  desk.addEventListener("show", (event) => show(event.detail));
  photos.forEach(aim);
  show(photos[0].dataset.photo);
})();
