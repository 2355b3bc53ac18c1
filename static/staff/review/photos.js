// The photographs: one large or two side by side; wheel, pinch, drag and keys bring them nearer. A photograph grows by
// its width, not by a transform: the browser draws it anew from the full size.

const desk = document.querySelector("[data-review]");
const room = desk.querySelector("[data-photos]");
const stage = room.querySelector("[data-stage]");
const views = [...stage.querySelectorAll("[data-pane]")];
const links = () => [...room.querySelectorAll("[data-thumbs] [data-photo]")];
const LEAST_NEAR = 3, PAN = 80;
const within = (value, low, high) => Math.min(Math.max(value, low), high);
const centred = (wanted, size, space) => (size <= space ? (space - size) / 2 : within(wanted, space - size, 0));

class Pane {
  constructor(view) {
    Object.assign(this, { view, place: 0, scale: 1, left: 0, top: 0, ratio: 1, held: new Map() });
    this.photo = view.appendChild(new Image());
    this.photo.draggable = false;
    this.listen();
  }

  get fit() { return Math.min(this.view.clientWidth, this.view.clientHeight / this.ratio); }
  get nearest() { return Math.max(this.width / this.fit, LEAST_NEAR); }

  show(link) {
    const image = link.querySelector("img");
    Object.assign(this, { link, width: Number(link.dataset.width), ratio: link.dataset.height / link.dataset.width, scale: 1 });
    Object.assign(this.photo, { src: link.dataset.photo, alt: image.alt });
    this.draw();
  }

  draw() {
    const wide = this.fit * this.scale;
    this.left = centred(this.left, wide, this.view.clientWidth);
    this.top = centred(this.top, wide * this.ratio, this.view.clientHeight);
    for (const [name, value] of Object.entries({ wide, "from-left": this.left, "from-top": this.top })) this.photo.style.setProperty(`--${name}`, `${value}px`);
    this.view.toggleAttribute("data-near", this.scale > 1);
    if (this.scale > 1 && this.photo.dataset.full !== this.link.href) this.sharpen();
  }

  // The full size is fetched when somebody comes near.
  sharpen() {
    const link = this.link, full = Object.assign(new Image(), { src: link.href });
    this.photo.dataset.full = link.href;
    full.decode().then(() => { if (this.link === link) this.photo.src = link.href; }, () => {});
  }

  zoom(to, x = this.view.clientWidth / 2, y = this.view.clientHeight / 2) {
    const next = within(to, 1, this.nearest);
    this.left = x - (x - this.left) * next / this.scale;
    this.top = y - (y - this.top) * next / this.scale;
    this.scale = next;
    this.draw();
  }

  move(x, y) { this.left += x; this.top += y; this.draw(); }
  at(event) { const box = this.view.getBoundingClientRect(); return { x: event.clientX - box.left, y: event.clientY - box.top }; }
  middle() { const all = [...this.held.values()]; return { x: all.reduce((sum, p) => sum + p.x, 0) / all.length, y: all.reduce((sum, p) => sum + p.y, 0) / all.length }; }
  apart() { const [a, b] = this.held.values(); return Math.hypot(a.x - b.x, a.y - b.y); }

  listen() {
    const { view } = this;
    view.addEventListener("focus", () => turnTo(this));
    view.addEventListener("wheel", (event) => {
      event.preventDefault();
      const { x, y } = this.at(event);
      this.zoom(this.scale * Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), x, y);
    }, { passive: false });
    view.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      turnTo(this);
      view.setPointerCapture(event.pointerId);
      this.held.set(event.pointerId, this.at(event));
    });
    view.addEventListener("pointermove", (event) => this.dragged(event));
    for (const over of ["pointerup", "pointercancel"]) view.addEventListener(over, (event) => this.held.delete(event.pointerId));
    view.addEventListener("dblclick", (event) => {
      const { x, y } = this.at(event);
      this.zoom(this.scale > 1 ? 1 : this.nearest, x, y);
    });
    view.addEventListener("keydown", (event) => {
      const [x, y] = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
      if (!(x || y) || this.scale === 1 || event.shiftKey) return;
      event.preventDefault();
      this.move(x * PAN, y * PAN);
    });
  }

  dragged(event) {
    if (!this.held.has(event.pointerId)) return;
    const before = this.middle(), gap = this.held.size > 1 ? this.apart() : 0;
    this.held.set(event.pointerId, this.at(event));
    const now = this.middle();
    if (gap) this.zoom(this.scale * this.apart() / gap, now.x, now.y);
    this.move(now.x - before.x, now.y - before.y);
  }
}

let panes = [], used;
function turnTo(pane) {
  used = pane;
  views.forEach((view) => view.toggleAttribute("data-used", view === pane.view && !views[1].hidden));
  links().forEach((link) => link.toggleAttribute("data-shown", link === pane.link));
}
function show(pane, link) {
  pane.show(link);
  turnTo(pane);
}
function turn(by) {
  const all = links(), at = all.indexOf(used.link);
  show(used, all[(at + by + all.length) % all.length]);
}
function both() {
  const other = views[1].hidden;
  views[1].hidden = !other;
  stage.querySelector("[data-both]").setAttribute("aria-pressed", String(other));
  if (other) show(panes[1], panes[1].link ?? links()[(links().indexOf(panes[0].link) + 1) % links().length]);
  else turnTo(panes[0]);
  panes.filter((pane) => pane.link).forEach((pane) => pane.draw());
}

const ACTS = {
  turn: ({ turn: by }) => turn(by),
  nearer: ({ nearer }) => used.zoom(used.scale * nearer),
  whole: () => used.zoom(1),
  move: ({ move: [x, y] }) => used.move(x * PAN, y * PAN),
  both,
  side: () => !views[1].hidden && turnTo(used === panes[0] ? panes[1] : panes[0]),
};

if (links().length) {
  stage.hidden = false;
  panes = views.map((view) => new Pane(view));
  show(panes[0], links()[0]);
  desk.addEventListener("review:view", ({ detail }) => ACTS[Object.keys(detail)[0]](detail));
  // Also the photographs of the checks: a finding is held against the piece.
  desk.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-photo]");
    if (!link) return;
    event.preventDefault();
    show(used, link);
  });
  stage.addEventListener("click", (event) => {
    const { turn: by, nearer, whole, both: two } = event.target.closest("button")?.dataset ?? {};
    if (by) turn(Number(by));
    else if (nearer) used.zoom(used.scale * nearer);
    else if (whole !== undefined) used.zoom(1);
    else if (two !== undefined) both();
  });
  new ResizeObserver(() => panes.forEach((pane) => pane.link && pane.draw())).observe(stage);
}
