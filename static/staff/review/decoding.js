// A code or a measurement is read while it is typed. It goes in the body of the request: an address would stand in logs.

const PAUSE = 350;
for (const input of document.querySelectorAll("[data-decode]")) {
  const form = input.form, output = document.getElementById(input.getAttribute("aria-describedby"));
  let timer, asked = 0;
  const read = async () => {
    const body = new FormData(), number = ++asked;
    body.append("entered", input.value);
    const headers = { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const answer = await fetch(input.dataset.decode, { method: "POST", body, headers }).catch(() => null);
    if (number !== asked || !answer?.ok || answer.redirected) return;
    const { fit, words, lines } = await answer.json();
    output.dataset.fit = fit;
    const parts = lines.map((line) => Object.assign(document.createElement("span"), { textContent: line }));
    output.replaceChildren(...(words ? [Object.assign(document.createElement("b"), { textContent: words })] : []), ...parts);
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(read, PAUSE);
  });
  form.addEventListener("review:shown", read);
}
