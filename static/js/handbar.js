// The buy bar of a phone stays away while the first button is in view: one action per view.

const bar = document.querySelector("[data-handbar]");
const first = document.querySelector("[data-buy]");

if (bar && first) {
  const toggle = ([entry]) => {
    bar.toggleAttribute("data-away", entry.isIntersecting);
    bar.inert = entry.isIntersecting;
  };
  new IntersectionObserver(toggle).observe(first);
}
