// Photographs that show a finding: dropped, pasted, chosen or taken, each sent at once with its own bar. What hasn't
// arrived is kept in this browser, over a cut network and a closed tab, until it has.

const desk = document.querySelector("[data-review]");
const token = desk.querySelector("[name=csrfmiddlewaretoken]").value;
const LONGEST = 30_000, STALE = 7 * 24 * 3600 * 1000;
const waiting = new Map();
let busy = false, pause = 1000, timer;

let database;
const opened = () => (database ??= new Promise((done, failed) => {
  const asked = indexedDB.open("portero-review", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("photographs", { keyPath: "key" });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
}));
async function stored(mode, act) {
  const change = (await opened()).transaction("photographs", mode);
  const asked = act(change.objectStore("photographs"));
  return new Promise((done, failed) => {
    change.oncomplete = () => done(asked.result);
    change.onabort = change.onerror = () => failed(change.error);
  });
}
const put = (one) => stored("readwrite", (all) => all.put(one)).catch(() => {});
const lose = (key) => stored("readwrite", (all) => all.delete(key)).catch(() => {});

const placeOf = (code) => desk.querySelector(`[data-check="${CSS.escape(code)}"] [data-evidence]`);

function send(one) {
  const place = placeOf(one.code), body = new FormData();
  body.append("file", one.file, one.name);
  body.append("csrfmiddlewaretoken", token);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", place.dataset.evidence);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.timeout = 180_000;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) one.line.querySelector("progress").value = event.loaded / event.total;
    });
    request.addEventListener("loadend", () => done(request));
    request.send(body);
  });
}

async function work() {
  clearTimeout(timer);
  const [one] = waiting.values();
  if (busy || !one) return;
  busy = true;
  const { status, response } = await send(one);
  busy = false;
  const over = status === 404 || status === 410;
  if (status === 0 || status === 429 || status >= 500 || !(response || over)) return again(one);
  pause = 1000;
  waiting.delete(one.key);
  await lose(one.key);
  if (status === 201) shown(one, response);
  else if (over) refused(one, ["This review is over."]);
  else refused(one, status === 413 ? ["The file is too large for one upload."] : response.refused);
  work();
}

function again(one) {
  one.line.querySelector("span").textContent = "Kept here until there is a connection";
  timer = setTimeout(work, pause);
  pause = Math.min(pause * 2, LONGEST);
}

function shown(one, { picture, ...standing }) {
  const list = placeOf(one.code).querySelector("[data-pictures]");
  one.line.remove();
  if (!list.querySelector(`[data-picture="${picture.pk}"]`)) list.append(row(picture, one.code, list.children.length + 1));
  desk.dispatchEvent(new CustomEvent("review:standing", { detail: standing }));
  desk.querySelector("[data-said]").textContent = "Photograph added";
}

function row(picture, code, number) {
  const title = placeOf(code).dataset.title, item = document.createElement("li");
  item.dataset.picture = picture.pk;
  const link = Object.assign(document.createElement("a"), { href: picture.full });
  Object.assign(link.dataset, { photo: picture.full, width: picture.width, height: picture.height });
  link.append(Object.assign(new Image(), { src: picture.small, alt: `${title}, photograph ${number}`, width: picture.width, height: picture.height }));
  const away = Object.assign(document.createElement("button"), { type: "submit", className: "review-plain", textContent: "Take away", formAction: picture.remove });
  away.dataset.remove = "";
  away.setAttribute("aria-label", `Take away photograph ${number}`);
  item.append(link, away);
  return item;
}

function refused(one, why) {
  one.line.dataset.refused = "";
  one.line.replaceChildren(Object.assign(document.createElement("span"), { textContent: `${one.name}: ${why.join(" ")}` }));
  one.line.setAttribute("role", "alert");
}

function lineOf(one) {
  const line = document.createElement("li"), bar = document.createElement("progress"), words = document.createElement("span");
  words.textContent = one.name;
  Object.assign(bar, { max: 1, value: 0 });
  bar.setAttribute("aria-label", one.name);
  line.className = "review-coming";
  line.append(words, bar);
  placeOf(one.code).querySelector("[data-pictures]").append(line);
  return line;
}

function wait(one) {
  one.line = lineOf(one);
  waiting.set(one.key, one);
}

async function take(files, code) {
  for (const file of files) {
    const one = { key: crypto.randomUUID(), review: desk.dataset.review, code, name: file.name || "photograph", file, at: Date.now() };
    await put(one);
    wait(one);
  }
  work();
}

async function takeAway(button) {
  const item = button.closest("[data-picture]"), list = item.parentElement;
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const answer = await fetch(button.formAction, { method: "POST", headers }).catch(() => null);
  if (!answer?.ok) return desk.querySelector("[data-said]").replaceChildren("It could not be taken away. Is there a connection?");
  item.remove();
  list.closest("[data-check]").querySelector("h2").focus();
  desk.dispatchEvent(new CustomEvent("review:standing", { detail: await answer.json() }));
}

// The staff site's own script would look for a text field beside each of them, and stumble over there being none.
desk.querySelectorAll("[data-file]").forEach((input) => { input.hasChangeListener = true; });

const pictures = (transfer) => [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
const codeOf = (element) => element.closest?.("[data-check]")?.dataset.check;
const current = () => desk.querySelector("[data-check][data-current]")?.dataset.check;

desk.addEventListener("change", (event) => {
  if (!event.target.matches("[data-file]")) return;
  const files = [...event.target.files];
  event.target.value = "";
  take(files, codeOf(event.target));
});
desk.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button) return;
  event.preventDefault();
  takeAway(button);
});
document.addEventListener("paste", (event) => {
  const files = pictures(event.clipboardData), code = current();
  if (!files.length || !placeOf(code)) return;
  event.preventDefault();
  take(files, code);
});
for (const kind of ["dragover", "drop", "dragleave"]) desk.addEventListener(kind, (event) => {
  const code = codeOf(event.target) ?? current(), place = code && placeOf(code);
  if (!place || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  place.toggleAttribute("data-over", kind === "dragover");
  if (kind === "drop") take(pictures(event.dataTransfer), code);
});
addEventListener("online", () => { pause = 1000; work(); });

stored("readonly", (all) => all.getAll()).catch(() => []).then((earlier) => {
  for (const one of earlier) {
    if (Date.now() - one.at > STALE) lose(one.key);
    else if (one.review === desk.dataset.review && placeOf(one.code)) wait(one);
  }
  work();
});
