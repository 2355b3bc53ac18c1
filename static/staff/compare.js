// A pair of pictures enlarged together: wheel, pinch, drag, double tap and keys move both, so that the same spot of both
// is seen. Without this file each picture is a link to itself.

const dialog = document.querySelector("[data-compare-near]");
const views = [...dialog.querySelectorAll("[data-view]")];
const title = dialog.querySelector("[data-name]");
const MOST = 6, STEP = 1.5, NEAR = 3, PAN = 0.12;
const within = (value, low, high) => Math.min(Math.max(value, low), high);
const pairs = () => [...document.querySelectorAll(".queue-compared > li")].filter((pair) => pair.querySelector("a img"));
let place = 0, scale = 1, x = 0.5, y = 0.5;

function draw() {
  for (const view of views) {
    const photo = view.querySelector("img");
    if (!photo) continue;
    const ratio = photo.dataset.height / photo.dataset.width;
    const wide = scale * Math.min(view.clientWidth, view.clientHeight / ratio);
    const at = (share, size, room) => (size <= room ? (room - size) / 2 : within(room / 2 - share * size, room - size, 0));
    const sides = { wide, "from-left": at(x, wide, view.clientWidth), "from-top": at(y, wide * ratio, view.clientHeight) };
    for (const [name, value] of Object.entries(sides)) photo.style.setProperty(`--${name}`, `${value}px`);
    view.toggleAttribute("data-near", scale > 1);
  }
}

function zoom(to) {
  scale = within(to, 1, MOST);
  if (scale === 1) x = y = 0.5;
  draw();
}

function move(right, down) {
  x = within(x + right / scale, 0, 1);
  y = within(y + down / scale, 0, 1);
  draw();
}

// A picture's share of it that lies under the pointer.
function under(view, event) {
  const box = view.querySelector("img").getBoundingClientRect();
  return [within((event.clientX - box.left) / box.width, 0, 1), within((event.clientY - box.top) / box.height, 0, 1)];
}

function show(next) {
  const all = pairs();
  place = (next + all.length) % all.length;
  const figures = all[place].querySelectorAll("figure");
  title.textContent = all[place].querySelector("b").textContent;
  views.forEach((view, n) => {
    const image = figures[n].querySelector("a img"), side = figures[n].querySelector("figcaption").textContent;
    const said = Object.assign(document.createElement("span"), { textContent: image ? side : `${side}: no picture` });
    view.replaceChildren();
    if (image) {
      const photo = Object.assign(new Image(), { src: image.closest("a").href, alt: image.alt, draggable: false });
      Object.assign(photo.dataset, { width: image.getAttribute("width"), height: image.getAttribute("height") });
      view.append(photo);
    }
    view.append(said);
  });
  zoom(1);
}

document.addEventListener("click", (event) => {
  const pair = event.target.closest(".queue-compared figure a")?.closest("li");
  if (!pair) return;
  event.preventDefault();
  dialog.showModal();
  show(pairs().indexOf(pair));
  views[0].focus({ preventScroll: true });
});
dialog.addEventListener("click", (event) => {
  const { by, turn, close } = event.target.closest("button")?.dataset ?? {};
  if (by) zoom(scale * by);
  else if (turn) show(place + Number(turn));
  else if (close !== undefined) dialog.close();
});
dialog.addEventListener("keydown", (event) => {
  const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
  if (right && scale === 1) show(place + right);
  else if (right || down) move(right * PAN, down * PAN);
  else if (event.key === "+" || event.key === "=") zoom(scale * STEP);
  else if (event.key === "-") zoom(scale / STEP);
  else if (event.key === "0") zoom(1);
  else return;
  event.preventDefault();
});
addEventListener("resize", () => dialog.open && draw());

for (const view of views) {
  const held = new Map();
  const apart = () => { const [a, b] = held.values(); return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY); };
  view.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (scale === 1 && view.querySelector("img")) [x, y] = under(view, event);
    zoom(scale * Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)));
  }, { passive: false });
  view.addEventListener("dblclick", (event) => {
    if (scale === 1 && view.querySelector("img")) [x, y] = under(view, event);
    zoom(scale > 1 ? 1 : NEAR);
  });
  view.addEventListener("pointerdown", (event) => { view.setPointerCapture(event.pointerId); held.set(event.pointerId, event); });
  view.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const gap = held.size > 1 ? apart() : 0;
    held.set(event.pointerId, event);
    if (gap) zoom(scale * apart() / gap);
    else move((before.clientX - event.clientX) / view.clientWidth, (before.clientY - event.clientY) / view.clientHeight);
  });
  for (const over of ["pointerup", "pointercancel"]) view.addEventListener(over, (event) => held.delete(event.pointerId));
}
