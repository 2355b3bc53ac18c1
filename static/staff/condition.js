// The report as it is written: rows of defects added, ordered and removed; every entry kept on the way; the proposed
// grade and the drawing renewed. Without this file the rows are plain fields and nothing is kept before "Save".

(() => {
  const desk = document.querySelector("[data-condition]");
  if (!desk) return;
  const form = desk.querySelector("[data-report]");
  const list = form.querySelector("[data-defects]");
  const kept = form.querySelector("[data-kept]");
  const live = form.querySelector("[data-live]");
  const rows = () => [...list.querySelectorAll("[data-defect]")];
  const field = (row, name) => row.querySelector(`[data-field="${name}"] :is(input, select)`);
  const drawPins = () => desk.dispatchEvent(new Event("pins"));
  let next = Number(list.dataset.next);

  function number() {
    rows().forEach((row, place) => { field(row, "number").value = place + 1; });
    form.querySelector("[data-none]").hidden = rows().length > 0;
    rows().forEach((row) => {
      const pinned = field(row, "photo").selectedOptions[0];
      row.querySelector("[data-where]").textContent = pinned?.value ? `Pinned on ${pinned.textContent}` : "Not pinned";
    });
    drawPins();
  }

  function dress(row) {
    row.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
    row.querySelector("[data-plain]").hidden = true;
    const act = (name, what) => row.querySelector(`[data-${name}]`).addEventListener("click", (event) => {
      what();
      number();
      later();
      if (row.isConnected) event.target.focus();
      else (rows()[0] ? field(rows()[0], "kind") : form.querySelector("[data-add]")).focus();
    });
    act("up", () => row.previousElementSibling?.before(row));
    act("down", () => row.nextElementSibling?.after(row));
    act("remove", () => row.remove());
    field(row, "kind").addEventListener("focus", () => {
      const photo = field(row, "photo").value;
      if (photo) desk.dispatchEvent(new CustomEvent("show", { detail: photo }));
    });
  }

  function add(pin) {
    const box = document.createElement("div");
    box.innerHTML = desk.querySelector("[data-blank]").innerHTML.replaceAll("__n__", next++);
    const row = box.querySelector("[data-defect]");
    dress(row);
    list.append(row);
    if (pin) ["photo", "x", "y"].forEach((name) => { field(row, name).value = pin[name]; });
    number();
    later();
    field(row, "kind").focus();
  }

  // Kept a moment after the last change, one request at a time; what failed is tried again with the next change.
  let waiting = 0;
  let busy = false;
  let stale = false;
  let leaving = false;
  function later() {
    clearTimeout(waiting);
    stale = true;
    kept.textContent = "Not kept yet";
    waiting = setTimeout(keep, 600);
  }
  async function keep() {
    if (busy || leaving) return;
    busy = true;
    stale = false;
    const told = new FormData(form);
    told.set("do", "draft");
    try {
      const answer = await fetch(location.href, { method: "POST", body: told });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      renew(await answer.text());
      kept.textContent = "Your entries are kept. Save to put them on the report.";
    } catch {
      if (!leaving) kept.textContent = "Your entries could not be kept. They stand here; the next change tries again.";
    }
    busy = false;
    if (stale) later();
  }
  function renew(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const drawn = page.querySelector("[data-drawn]");
    form.querySelector("[data-drawing]").innerHTML = drawn.innerHTML;
    live.querySelector("[data-proposal]").replaceWith(page.querySelector("[data-proposal]"));
  }

  desk.addEventListener("pin", (event) => add(event.detail));
  form.querySelector("[data-add]").addEventListener("click", () => add());
  form.addEventListener("input", later);
  form.addEventListener("change", (event) => {
    if (event.target.closest("[data-defect]")) number();
  });
  form.addEventListener("keydown", (event) => {
    // Enter in a field would press the first button of the form: half a report.
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && (stale || busy)) event.preventDefault();
  });
  form.querySelector("[data-spare]").remove();
  desk.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
  rows().forEach(dress);
  number();
})();
