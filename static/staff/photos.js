// Photographs of a piece: each file goes up by itself with its own bar, rows are dragged into order, and the page
// asks how far the renditions are. Without this file the two forms do the same, all files in one request.

const desk = document.querySelector("[data-photos]");

function send(file, form, line) {
  const bar = line.querySelector("progress");
  const body = new FormData();
  body.append("files", file);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.upload.addEventListener("load", () => bar.removeAttribute("value"));
    request.addEventListener("loadend", () => done(request));
    request.send(body);
  });
}

function lineFor(file, list) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  line.append(name, bar);
  list.append(line);
  return line;
}

function tell(line, request) {
  if (request.status === 201) return line.remove();
  const why = request.response?.refused?.join(" ")
    ?? (request.status === 413 ? "The file is too large for one upload." : "It did not arrive. Try it again.");
  line.dataset.refused = "";
  line.textContent = why.startsWith(line.firstChild.textContent) ? why : `${line.firstChild.textContent}: ${why}`;
}

async function upload(files, form) {
  const list = form.querySelector("[data-uploads]");
  const waiting = [...files].map((file) => [file, lineFor(file, list)]);
  const next = async () => {
    const [file, line] = waiting.shift() ?? [];
    if (!file) return;
    tell(line, await send(file, form, line));
    await next();
  };
  await Promise.all([next(), next()]);
  form.reset();
  if (!list.children.length) location.reload();
  else await refresh();
}

// Refusals stay in sight; the rows below them are fetched anew.
async function refresh() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const rows = page.querySelector("[data-arrange]");
  const old = desk.querySelector("[data-arrange], .queue-none");
  if (rows && old) old.replaceWith(rows);
  arrange();
  follow();
}

function renumber(rows) {
  rows.querySelectorAll("[data-field=position] input").forEach((input, place) => { input.value = place; });
}

function arrange() {
  const rows = desk.querySelector("[data-rows]");
  rows?.querySelectorAll("[data-row]").forEach((row) => {
    row.draggable = true;
    row.addEventListener("dragstart", () => row.toggleAttribute("data-lifted", true));
    row.addEventListener("dragend", () => {
      row.toggleAttribute("data-lifted", false);
      renumber(rows);
    });
    row.addEventListener("dragover", (event) => {
      const lifted = rows.querySelector("[data-lifted]");
      if (!lifted || lifted === row) return;
      event.preventDefault();
      const box = row.getBoundingClientRect();
      row[event.clientY < box.top + box.height / 2 ? "before" : "after"](lifted);
    });
  });
}

let following = false;
async function follow() {
  if (following) return;
  following = true;
  const answer = await fetch(desk.dataset.progressUrl);
  following = false;
  if (!answer.ok) return;
  const told = await answer.json();
  for (const [key, photo] of Object.entries(told.photos)) {
    const place = desk.querySelector(`[data-progress="${key}"]`);
    if (place && place.textContent !== photo.words) place.textContent = photo.words;
  }
  if (told.waiting) setTimeout(follow, 2000);
}

if (desk) {
  const form = desk.querySelector("[data-upload]");
  const drop = desk.querySelector("[data-drop]");
  // Else unfold listens too, and looks for the text field that its own markup has beside a file.
  form.elements.files.hasChangeListener = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    upload(form.elements.files.files, form);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.toggleAttribute("data-over", kind === "dragover");
      if (kind === "drop") upload(event.dataTransfer.files, form);
    });
  }
  arrange();
  if ("waiting" in desk.dataset) follow();
}
