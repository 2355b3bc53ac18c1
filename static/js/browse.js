// Filters and sort apply as soon as they are chosen; without this file the buttons send the forms.

document.querySelectorAll("[data-auto-submit]").forEach((form) => {
  form.querySelector("[data-without-script]")?.setAttribute("hidden", "");
  form.addEventListener("change", () => form.requestSubmit());
});

const rail = document.querySelector("[data-browse]");
const wide = matchMedia("(width >= 60rem)");

// A phone's sheet is sent by its button, after as many choices as she likes; its counts follow every one.
rail?.addEventListener("change", (event) => {
  if (!wide.matches) recount().catch(() => {});
  else if (event.target.type === "checkbox") rail.requestSubmit();
});

const shown = document.querySelector("[data-counted]");
if (shown) shown.textContent = shown.dataset.counted;

// "9 more" changes its words with the counts, so a folded group is known by its place.
const group = (details) => {
  const title = (one) => one.querySelector("summary").textContent;
  return details.matches(".rail-more") ? `${title(details.parentElement)} more` : title(details);
};

let asked;
const recount = async () => {
  asked?.abort();
  asked = new AbortController();
  const address = `${rail.action}?${new URLSearchParams(new FormData(rail))}`;
  const answer = await fetch(address, { signal: asked.signal });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("filters");
  if (!fresh) return;
  const open = new Map([...rail.querySelectorAll("details")].map((one) => [group(one), one.open]));
  fresh.querySelectorAll("details").forEach((one) => (one.open = open.get(group(one)) ?? one.open));
  const { name, value } = document.activeElement;
  const scrolled = rail.scrollTop;
  rail.replaceChildren(...fresh.querySelector("form").children);
  rail.scrollTop = scrolled;
  [...rail.elements].find((one) => one.name === name && one.value === value)?.focus({ preventScroll: true });
  const button = document.querySelector('.sheet-foot [form="filter-form"]');
  const counted = fresh.querySelector("[data-counted]");
  button.textContent = counted ? counted.dataset.counted : "Show the pieces";
};

// Empty fields would only lengthen the address that she may want to share.
document.querySelectorAll("[data-browse], [data-auto-submit]").forEach((form) => {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
});
