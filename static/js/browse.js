// Filters and sort apply as soon as they are chosen; without this file the buttons send the forms.

document.querySelectorAll("[data-auto-submit]").forEach((form) => {
  form.querySelector("[data-without-script]")?.setAttribute("hidden", "");
  form.addEventListener("change", () => form.requestSubmit());
});

const rail = document.querySelector("[data-browse]");
const wide = matchMedia("(width >= 60rem)");

// A phone's sheet is sent by its button, after as many choices as she likes.
rail?.addEventListener("change", (event) => {
  if (wide.matches && event.target.type === "checkbox") rail.requestSubmit();
});

// Empty fields would only lengthen the address that she may want to share.
document.querySelectorAll("[data-browse], [data-auto-submit]").forEach((form) => {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
});
