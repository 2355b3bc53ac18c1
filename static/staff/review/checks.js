// One check after the other: the desk shows the one that is looked at, and keeps the list of all in step.

const desk = document.querySelector("[data-review]");
const sections = [...desk.querySelectorAll("[data-check]")];
const steps = new Map([...desk.querySelectorAll("[data-step]")].map((step) => [step.dataset.step, step]));
const said = desk.querySelector("[data-said]");
let place = 0;

const chosen = (section) => section.querySelector('.review-results input:checked');
const words = (input) => input.closest("label").querySelector("span").textContent;

function mark(section) {
  const step = steps.get(section.dataset.check), input = chosen(section);
  if (!step || section.dataset.check === "verdict") return;
  step.dataset.result = input?.value ?? "";
  step.querySelector("[data-step-said]").textContent = input ? words(input) : "Not looked at yet";
}

function show(next, focus = true) {
  place = Math.min(Math.max(next, 0), sections.length - 1);
  const section = sections[place];
  sections.forEach((one) => one.toggleAttribute("data-current", one === section));
  steps.forEach((step, name) => {
    if (name === section.dataset.check) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  });
  if (!focus) return; // while the page loads, the browser would scroll to a new fragment
  history.replaceState(null, "", `#${section.id}`);
  section.querySelector("h2").focus({ preventScroll: true });
  const side = section.getBoundingClientRect();
  if (side.top < 0 || side.top > innerHeight / 2) section.scrollIntoView({ block: "start" });
}

// A finding by its key: said aloud, and on to the next check where nothing more is asked for.
function choose(section, number) {
  const input = section.querySelectorAll(".review-results input")[number - 1];
  if (!input) return;
  input.checked = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  said.textContent = `${section.querySelector("h2").textContent}: ${words(input)}`;
  if (section.dataset.check !== "verdict" && complete(section, input.value)) show(place + 1);
}

function complete(section, result) {
  const entered = section.querySelector('[name="entered"]'), note = section.querySelector('[name="note"]');
  if (result === "absent") return note.value.trim() !== "";
  if (result !== "right") return false;
  const asks = entered && (!entered.value.trim() || section.querySelector('[data-fit="unread"]'));
  const shows = section.querySelector("[data-always]") && !section.querySelector("[data-picture]");
  return !asks && !shows;
}

desk.addEventListener("change", (event) => {
  if (event.target.closest(".review-results")) mark(event.target.closest("[data-check]"));
});
desk.addEventListener("review:shown", (event) => mark(event.target.closest("[data-check]")));
desk.addEventListener("review:go", ({ detail }) => show(detail.to === undefined ? place + detail.by : sections.findIndex((one) => one.dataset.check === detail.to)));
desk.addEventListener("review:choose", ({ detail }) => choose(sections[place], detail.number));
desk.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]'), go = event.target.closest("[data-go]");
  const to = link && sections.findIndex((one) => `#${one.id}` === link.getAttribute("href"));
  if (go) show(place + Number(go.dataset.go));
  else if (link && to >= 0) {
    event.preventDefault();
    show(to);
  }
});
addEventListener("hashchange", () => {
  const to = sections.findIndex((one) => `#${one.id}` === location.hash);
  if (to >= 0 && to !== place) show(to);
});

desk.setAttribute("data-live", "");
desk.querySelectorAll("[data-go]").forEach((button, index) => { button.hidden = index === 0; });
desk.querySelectorAll("[data-check]:not(#verdict) button[data-kind]").forEach((button) => {
  button.firstChild.textContent = "Next ";
});
const refused = desk.querySelector(".review-error");
const asked = sections.findIndex((one) => (location.hash ? `#${one.id}` === location.hash : refused && one.contains(refused)));
const open = sections.findIndex((one) => !chosen(one));
show(asked >= 0 ? asked : refused || open < 0 ? sections.length - 1 : open, false);
