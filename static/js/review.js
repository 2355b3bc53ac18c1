// With a script the payment page may be the answer to placing the order itself; it gives itself its own address then.
for (const field of document.querySelectorAll("[data-with-script]")) field.value = field.dataset.withScript;

// That answer asks the card processor: a second press would ask for the same page beside it, and be told to wait.
const place = document.getElementById("place");
place?.addEventListener("submit", () => {
  for (const field of place.elements) if (field.type === "submit") field.disabled = true;
});

// A page that the browser kept may be ordered already; its button can't be pressed any more either.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
