// The pictures of a claim go up one by one as they are chosen; without this script they come with the form.
// The page answers with itself, and what it says of pictures is taken over: what is typed stays as it is.
const form = document.querySelector("[data-claim]");
const input = form.querySelector('input[type="file"]');
const status = form.querySelector("[data-status]");
let waiting = Promise.resolve();
let left = 0;

const takeOver = (page) => {
  for (const part of ["[data-held]", "[data-refused]", "[data-add] > label"]) {
    const fresh = page.querySelector(part);
    const old = form.querySelector(part);
    old.innerHTML = fresh.innerHTML;
    old.hidden = fresh.hidden;
  }
  form.querySelector("[data-add]").hidden = page.querySelector("[data-add]").hidden;
};

const refuse = (why) => {
  const told = form.querySelector("[data-refused]");
  told.textContent = why;
  told.hidden = false;
};

const send = async (facts) => {
  try {
    const answer = await fetch(form.action || location.href, { method: "POST", body: facts });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.querySelector("[data-claim]")) takeOver(page);
    else if (answer.redirected) location.assign(answer.url); // a claim was opened meanwhile
    else refuse("The picture was not taken. Choose it again, or another one.");
  } catch {
    refuse("There is no connection. Choose the picture again when there is one.");
  }
};

const kept = (button) => {
  const facts = new FormData();
  facts.set("stay", "1");
  facts.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const word of form.querySelectorAll('[name="kept"]')) facts.append("kept", word.value);
  if (button) facts.set("take-away", button.value);
  return facts;
};

const next = (make) => {
  left += 1;
  waiting = waiting.then(async () => {
    status.textContent = left > 1 ? `${left} pictures are on their way` : "On its way";
    await send(make());
    left -= 1;
    if (!left) status.textContent = "";
  });
};

input.addEventListener("change", () => {
  for (const file of [...input.files]) {
    next(() => {
      const facts = kept();
      facts.append("photos", file);
      return facts;
    });
  }
  input.value = "";
});

form.addEventListener("submit", (event) => {
  if (event.submitter?.name === "take-away") {
    event.preventDefault();
    const button = event.submitter;
    next(() => kept(button));
  } else if (left) {
    event.preventDefault();
    waiting.then(() => form.requestSubmit());
  }
});
