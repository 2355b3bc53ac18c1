// The packing table: each picture goes up as soon as it is taken, and a scanner's Enter moves on instead of sending.
// Without this file the same page is a form with files.

const form = document.querySelector("[data-pack]");

// The staff site's own script writes the name of a chosen file into the nearest text field, here the tag's: it leaves
// alone what says that it is listened to.
const ours = (within) => within.querySelectorAll("[data-shot]").forEach((input) => { input.hasChangeListener = true; });
if (form) ours(form);

async function take(input) {
  const place = input.closest("li");
  const error = place.querySelector(".queue-error");
  const sent = new FormData();
  sent.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  sent.append("do", "photos");
  sent.append(input.name, input.files[0]);
  place.setAttribute("aria-busy", "true");
  error.textContent = "";
  try {
    const answer = await fetch(location.href, { method: "POST", body: sent });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(place.id);
    if (!fresh) throw new Error(answer.status);
    ours(fresh);
    place.replaceWith(fresh);
    fresh.querySelector("input").focus();
  } catch {
    place.removeAttribute("aria-busy");
    error.textContent = "It has not arrived: there is no connection. It is sent with the form, or choose it again.";
  }
}

form?.addEventListener("change", (event) => {
  if (event.target.matches("[data-shot]") && event.target.files.length) take(event.target);
});

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-scan]")) return;
  event.preventDefault();
  const fields = [...form.querySelectorAll("input:not([type=hidden]):not([type=file]), button[data-kind=go]")];
  fields[fields.indexOf(event.target) + 1]?.focus();
});
