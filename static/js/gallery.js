// The gallery of an item page: thumbs follow the track, a pin shows its note; zoom.js enlarges.
// Without this file thumbs and pins are links within the page and "Enlarge" opens the picture itself.

const gallery = document.querySelector("[data-gallery]");
const track = gallery.querySelector("[data-gallery-track]");
const figures = [...track.querySelectorAll("figure")];
const thumbs = [...gallery.querySelectorAll("[data-thumb]")];
const pins = [...gallery.querySelectorAll("[data-pin]")];
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const show = (place) => {
  const figure = figures[(place + figures.length) % figures.length];
  track.scrollTo({ left: figure.offsetLeft - track.offsetLeft, behavior: calm.matches ? "auto" : "smooth" });
};
const current = () => Math.round(track.scrollLeft / track.clientWidth);
const enlarge = (place, pin) => gallery.dispatchEvent(new CustomEvent("enlarge", { detail: { place, pin } }));

thumbs.forEach((thumb, place) => {
  thumb.addEventListener("click", (event) => {
    event.preventDefault();
    show(place);
  });
});

track.addEventListener("scroll", () => {
  thumbs.forEach((thumb, place) => {
    if (place === current()) thumb.setAttribute("aria-current", "true");
    else thumb.removeAttribute("aria-current");
  });
}, { passive: true });

track.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  show(current() + step);
});

const choose = (chosen) => pins.forEach((pin) => pin.toggleAttribute("data-chosen", pin === chosen));
pins.forEach((pin) => {
  pin.addEventListener("click", (event) => {
    if (pin.hasAttribute("data-chosen")) return; // a second press follows the link to the report
    event.preventDefault();
    choose(pin);
  });
});
if (pins.length) choose(pins[0]);

figures.forEach((figure, place) => {
  figure.querySelector("[data-enlarge]")?.addEventListener("click", (event) => {
    event.preventDefault();
    enlarge(place);
  });
  figure.querySelector(".photo").addEventListener("click", () => enlarge(place));
});

// From the report to the fault, as near as the photograph allows.
document.querySelectorAll("[data-close]").forEach((link) => {
  const pin = document.getElementById(`pin-${link.dataset.close}`);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    choose(pin);
    enlarge(figures.indexOf(pin.closest("figure")), link.dataset.close);
  });
});
