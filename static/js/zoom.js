// The enlarged photograph: wheel, pinch, click, double tap and keys bring it nearer, up to its own resolution and
// beyond where that is little. It grows by its width, not by a transform: the browser draws it anew, the pins stay small.

const gallery = document.querySelector("[data-gallery]");
const dialog = gallery.querySelector("[data-zoom]");
const [view, stage, title, note] = ["view", "stage", "title", "note"].map((part) => dialog.querySelector(`[data-zoom-${part}]`));
const photo = stage.appendChild(new Image());
const figures = [...gallery.querySelectorAll("figure")];
const LEAST_NEAR = 2.5, STEP = 1.5, PAN = 80, SWIPE = 60, STILL = 6, DOUBLE_TAP = 350;
let place = 0, ratio = 1.25, scale = 1, left = 0, top = 0;

const fit = () => Math.min(view.clientWidth, view.clientHeight / ratio);
const nearest = () => Math.max(photo.naturalWidth / fit(), LEAST_NEAR);
const within = (value, low, high) => Math.min(Math.max(value, low), high);
const centred = (wanted, size, room) => (size <= room ? (room - size) / 2 : within(wanted, room - size, 0));

function draw() {
  const wide = fit() * scale;
  left = centred(left, wide, view.clientWidth);
  top = centred(top, wide * ratio, view.clientHeight);
  stage.style.setProperty("--wide", `${wide}px`);
  stage.style.setProperty("--from-left", `${left}px`);
  stage.style.setProperty("--from-top", `${top}px`);
  view.toggleAttribute("data-near", scale > 1);
}

// What lies under (x, y) stays there.
function zoom(to, x = view.clientWidth / 2, y = view.clientHeight / 2) {
  const next = within(to, 1, nearest());
  left = x - (x - left) * next / scale;
  top = y - (y - top) * next / scale;
  scale = next;
  draw();
}

const toggle = (x, y) => zoom(scale > 1 ? 1 : nearest(), x, y);
const move = (x, y) => { left += x; top += y; draw(); };

function choose(pin) {
  stage.querySelectorAll(".pin").forEach((one) => one.toggleAttribute("data-chosen", one === pin));
  note.replaceChildren();
  if (!pin) return;
  const words = document.getElementById(`pin-note-${pin.textContent.trim()}`);
  const link = Object.assign(document.createElement("a"), { href: pin.getAttribute("href"), textContent: "Read it in the report" });
  link.addEventListener("click", (event) => report(event, link));
  note.append(...[...words.cloneNode(true).childNodes].map((node) => (node.nodeName === "BR" ? ": " : node)), " ", link);
}

function report(event, link) {
  event.preventDefault();
  dialog.close();
  location.hash = link.getAttribute("href");
  document.querySelector(link.getAttribute("href")).focus();
}

function show(next, position) {
  place = (next + figures.length) % figures.length;
  const figure = figures[place], small = figure.querySelector(".photo img"), full = figure.querySelector("[data-enlarge]").href;
  ratio = small.getAttribute("height") / small.getAttribute("width");
  Object.assign(photo, { src: small.currentSrc || small.src, alt: small.alt });
  const large = Object.assign(new Image(), { src: full });
  large.decode().then(() => { if (figures[place] === figure) { photo.src = full; draw(); } }, () => {}); // else the smaller one stays
  title.textContent = `View ${place + 1} of ${figures.length}`;
  stage.querySelectorAll(".pin").forEach((pin) => pin.remove());
  figure.querySelectorAll(".pin").forEach((pin) => {
    const copy = pin.cloneNode(true);
    copy.removeAttribute("id");
    copy.addEventListener("click", (event) => (copy.hasAttribute("data-chosen") ? report(event, copy) : (event.preventDefault(), choose(copy))));
    stage.append(copy);
  });
  scale = 1;
  draw();
  const chosen = [...stage.querySelectorAll(".pin")].find((pin) => pin.textContent.trim() === position);
  choose(chosen);
  if (chosen) near(chosen);
}

// A fault in the middle, large.
function near(pin) {
  const share = (side) => Number(pin.dataset[side]) / 100;
  const wide = fit() * LEAST_NEAR;
  scale = LEAST_NEAR;
  left = view.clientWidth / 2 - wide * share("x");
  top = view.clientHeight / 2 - wide * ratio * share("y");
  draw();
}

gallery.addEventListener("enlarge", ({ detail }) => {
  dialog.showModal();
  show(detail.place, detail.pin);
  view.focus({ preventScroll: true });
});
dialog.querySelector("[data-zoom-close]").addEventListener("click", () => dialog.close());
dialog.querySelectorAll("[data-zoom-by]").forEach((button) => button.addEventListener("click", () => zoom(scale * button.dataset.zoomBy)));
dialog.querySelectorAll("[data-zoom-turn]").forEach((button) => button.addEventListener("click", () => show(place + Number(button.dataset.zoomTurn))));
addEventListener("resize", () => dialog.open && draw());

dialog.addEventListener("keydown", (event) => {
  const [x, y] = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
  if (x && scale === 1) show(place - x);
  else if (x || y) move(x * PAN, y * PAN);
  else if (event.key === "+" || event.key === "=") zoom(scale * STEP);
  else if (event.key === "-") zoom(scale / STEP);
  else if (event.key === "0") zoom(1);
  else return;
  event.preventDefault();
});

view.addEventListener("wheel", (event) => {
  event.preventDefault();
  const { x, y } = at(event);
  zoom(scale * Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), x, y);
}, { passive: false });

// Fingers and the mouse: one moves (or turns the page where nothing can move), two pinch.
const held = new Map();
let start = null, tapped = 0;
const at = (event) => { const box = view.getBoundingClientRect(); return { x: event.clientX - box.left, y: event.clientY - box.top }; };
const middle = () => { const all = [...held.values()]; return { x: all.reduce((sum, p) => sum + p.x, 0) / all.length, y: all.reduce((sum, p) => sum + p.y, 0) / all.length }; };
const apart = () => { const [a, b] = held.values(); return Math.hypot(a.x - b.x, a.y - b.y); };

view.addEventListener("pointerdown", (event) => {
  if (event.target.closest(".pin") || event.button) return;
  view.setPointerCapture(event.pointerId);
  view.toggleAttribute("data-held", true);
  held.set(event.pointerId, at(event));
  start = held.size === 1 ? { ...at(event), still: true, scale } : { still: false };
});

view.addEventListener("pointermove", (event) => {
  if (!held.has(event.pointerId)) return;
  const before = middle(), gap = held.size > 1 ? apart() : 0;
  held.set(event.pointerId, at(event));
  const now = middle();
  if (gap) zoom(scale * apart() / gap, now.x, now.y);
  if (Math.hypot(now.x - start.x, now.y - start.y) > STILL) start.still = false;
  if (!start.still) move(now.x - before.x, now.y - before.y);
});

function release(event) {
  if (!held.delete(event.pointerId) || held.size) return;
  view.removeAttribute("data-held");
  if (event.type === "pointercancel") return;
  const { x, y } = at(event), across = x - start.x;
  if (start.still) tap(event, x, y);
  else if (start.scale === 1 && scale === 1 && Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(y - start.y)) show(place - Math.sign(across));
}
view.addEventListener("pointerup", release);
view.addEventListener("pointercancel", release);

function tap(event, x, y) {
  const double = event.timeStamp - tapped < DOUBLE_TAP;
  tapped = double ? 0 : event.timeStamp;
  if (double || event.pointerType === "mouse") toggle(x, y);
}
