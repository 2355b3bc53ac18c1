// The sell form: each picture goes up by itself and stays on this device until the shop has it. Without this file the
// same page is a plain form with files.

const page = document.querySelector("[data-sell]");
const MEMORY = "portero.sell";
const AT_ONCE = 2;
const LONGEST_PAUSE = 30_000;
const STALE = 30 * 24 * 3600 * 1000; // as long as the shop keeps a draft that nobody touches
const NO_CONNECTION = "There is no connection. Everything is kept here; please try again when it is back.";

// What this browser remembers of the draft it is at: its key, and its addresses once it is open.
const memory = {
  read() {
    try { return JSON.parse(localStorage.getItem(MEMORY)) ?? null; } catch { return null; }
  },
  write(draft) {
    try { localStorage.setItem(MEMORY, JSON.stringify(draft)); } catch { /* private window: this visit only */ }
  },
  forget() {
    try { localStorage.removeItem(MEMORY); } catch { /* nothing was kept */ }
  },
};

// Pictures that the shop hasn't confirmed, kept over closed tabs and dead phones.
let database;
const opened = () => (database ??= new Promise((done, failed) => {
  const asked = indexedDB.open("portero-sell", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("pictures", { keyPath: "key" });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
}));
async function pictures(mode, act) {
  const change = (await opened()).transaction("pictures", mode);
  const asked = act(change.objectStore("pictures"));
  return new Promise((done, failed) => {
    change.oncomplete = () => done(asked.result);
    change.onabort = change.onerror = () => failed(change.error);
  });
}
const kept = async () => (await pictures("readonly", (all) => all.getAll()).catch(() => []));
const put = (picture) => pictures("readwrite", (all) => all.put(picture)).catch(() => {});
const lose = (key) => pictures("readwrite", (all) => all.delete(key)).catch(() => {});

let draft = null; // { key, photos, questions, pictures }
let there = []; // what the shop has
const waiting = new Map(); // what it hasn't, by key
const under = new Map(); // requests on their way, by key
let pause = 1000;
let timer;
let sendsWhenDone = null;

const chosen = () => page.querySelector('[name="kind"]:checked')?.value ?? "";
const list = () => page.querySelector(`.shot-list[data-kind="${chosen()}"]`);
const tiles = () => [...(list()?.querySelectorAll("label[data-shot]") ?? [])];

// Refusals stay until the next one; the alert reads them out.
function tell(words) {
  const place = page.querySelector("[data-told]");
  place.textContent = words;
  place.hidden = !words;
}

async function open() {
  if (draft.photos) return true;
  const body = new FormData();
  body.append("key", draft.key);
  body.append("kind", chosen());
  const answer = await fetch(page.dataset.open, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) return false;
  const facts = await answer.json();
  draft = { key: draft.key, photos: facts.photos, questions: facts.questions, pictures: facts.page };
  memory.write(draft);
  history.replaceState(null, "", draft.pictures);
  return true;
}

function send(picture) {
  const body = new FormData();
  body.append("key", picture.key);
  body.append("shot", picture.shot);
  body.append("file", picture.file, picture.name);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    under.set(picture.key, request);
    request.open("POST", draft.photos);
    request.responseType = "json";
    request.timeout = 180_000;
    request.upload.addEventListener("progress", (event) => {
      const bar = page.querySelector(`[data-key="${picture.key}"] progress`);
      if (bar && event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("loadend", () => {
      under.delete(picture.key);
      done(request);
    });
    request.send(body);
  });
}

async function drop(key) {
  waiting.delete(key);
  under.get(key)?.abort();
  await lose(key);
}

// True when the shop has answered for this picture; false when it is to be sent again.
async function settled(picture, { status, response }) {
  if (!waiting.has(picture.key)) return true;
  if (status === 0 || status === 429 || status >= 500) return false;
  await drop(picture.key);
  if (response?.pictures) there = response.pictures;
  const why = status === 413 ? "The file is too large for one upload." : response?.refused;
  if (status >= 400) tell(`${nameOf(picture.shot)}: ${why ?? "It could not be taken."}`);
  else if (response?.said) tell(`${nameOf(picture.shot)}: ${response.said}`);
  return true;
}

async function work() {
  clearTimeout(timer);
  if (!waiting.size) return;
  try {
    if (!(await open())) return again();
  } catch {
    return again();
  }
  for (const picture of waiting.values()) {
    if (under.size >= AT_ONCE) break;
    if (under.has(picture.key)) continue;
    send(picture).then(async (request) => {
      const done = await settled(picture, request);
      show();
      if (!done) return again();
      pause = 1000;
      work();
    });
  }
  show();
}

function again() {
  clearTimeout(timer);
  timer = setTimeout(work, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE);
  show();
}

async function take(files, tile) {
  tell("");
  const free = tiles().filter((one) => !taken(one.dataset.shot)).map((one) => one.dataset.shot);
  for (const file of files) {
    const shot = tile && files.length === 1 ? tile.dataset.shot : (free.shift() ?? "more");
    if (shot !== "more") {
      for (const old of [...waiting.values()]) if (old.shot === shot) await drop(old.key);
    }
    const picture = { key: crypto.randomUUID(), draft: draft.key, shot, name: file.name, file, at: Date.now() };
    waiting.set(picture.key, picture);
    await put(picture);
  }
  memory.write(draft);
  show();
  work();
}

const nameOf = (shot) => tiles().find((one) => one.dataset.shot === shot)?.querySelector("strong").textContent ?? "One more";
const listed = (shot) => shot !== "more" && tiles().some((one) => one.dataset.shot === shot);
const taken = (shot) => shot !== "more" && [...waiting.values(), ...there].some((one) => one.shot === shot);

function show() {
  const all = tiles();
  if (all.length) {
    const following = all.find((tile) => !taken(tile.dataset.shot));
    for (const tile of all) if (tile.dataset.shot !== "more") fill(tile, tile === following);
    showMore(all.at(-1));
  }
  const waits = [...waiting.values()];
  const count = waits.length + there.filter((one) => one.shot === "more" || !waits.some((w) => w.shot === one.shot)).length;
  const wanted = all.length ? all.length - 1 : page.dataset.wanted;
  document.querySelector("[data-count]").textContent = count > wanted ? `${count}` : `${count} of ${wanted}`;
  const status = document.querySelector("[data-status]");
  const words = waits.length
    ? `${there.length} sent, ${waits.length} ${navigator.onLine && pause < 4000 ? "on the way" : "kept here until there is a connection"}`
    : "pictures taken";
  if (status.textContent !== words) status.textContent = words;
  if (!waits.length && sendsWhenDone) sendsWhenDone.submit();
}

function fill(tile, next) {
  const shot = tile.dataset.shot;
  const mine = [...waiting.values()].find((one) => one.shot === shot);
  const kept = mine ?? there.find((one) => one.shot === shot);
  tile.toggleAttribute("data-done", Boolean(kept));
  tile.toggleAttribute("data-next", next);
  const small = tile.querySelector("small");
  small.textContent = mine ? "On its way" : kept ? "Taken. Tap to replace it" : next ? "Tap to take it" : small.dataset.hint;
  frame(tile, kept, Boolean(mine));
}

// A picture in its frame: drawn from the file while it waits, the shop's own small one afterwards.
function frame(tile, picture, waits) {
  const place = tile.querySelector(".shot-frame");
  const shown = picture ? `${picture.key}${waits}` : "";
  if (tile.dataset.shown === shown) return;
  const before = place.querySelector("img, canvas");
  const same = before?.dataset.shown === picture?.key;
  tile.dataset.shown = shown;
  tile.toggleAttribute("data-key", waits);
  if (waits) tile.dataset.key = picture.key;
  place.querySelector("progress")?.remove();
  if (!same) before?.remove();
  if (waits) {
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", tile.querySelector("strong").textContent);
    place.append(bar);
    draw(picture, place, shown, tile);
  } else if (picture && !(same && before?.localName === "img")) {
    const image = new Image();
    image.alt = "";
    image.dataset.shown = picture.key;
    image.addEventListener("load", () => {
      place.querySelector("canvas")?.remove();
      if (tile.dataset.shown === shown) place.append(image);
    });
    image.src = picture.small;
  }
}

async function draw(picture, place, shown, tile) {
  const bitmap = await createImageBitmap(picture.file).catch(() => null); // HEIC: the outline until it is there
  if (!bitmap || tile.dataset.shown !== shown) return;
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = Math.round((320 * bitmap.height) / bitmap.width);
  canvas.dataset.shown = picture.key;
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  place.prepend(canvas);
}

// Pictures beside the list, each in a tile of its own before the one that takes more.
function showMore(last) {
  const extra = [...there, ...waiting.values()].filter((one) => !listed(one.shot));
  const keys = new Set(extra.map((one) => one.key));
  for (const tile of list().querySelectorAll("[data-extra]")) if (!keys.has(tile.dataset.extra)) tile.remove();
  for (const picture of extra) {
    let tile = list().querySelector(`[data-extra="${picture.key}"]`);
    if (!tile) {
      tile = last.cloneNode(true);
      tile.querySelector("input").remove();
      tile.querySelector("small").remove();
      const block = document.createElement("div");
      block.className = "shot";
      block.dataset.extra = picture.key;
      block.append(...tile.childNodes);
      const away = document.createElement("button");
      away.type = "button";
      away.className = "plain-button";
      away.textContent = "Take it away";
      block.lastElementChild.append(away);
      last.before(block);
      tile = block;
    }
    tile.toggleAttribute("data-done", true);
    frame(tile, picture, waiting.has(picture.key));
  }
}

async function takeAway(tile) {
  const key = tile.dataset.extra;
  if (waiting.has(key)) await drop(key);
  const picture = there.find((one) => one.key === key);
  if (picture) {
    const answer = await fetch(picture.remove, { method: "POST", headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return tell("There is no connection. The picture is still there.");
    there = (await answer.json()).pictures;
  }
  show();
}

async function changeKind() {
  show();
  if (!draft.photos) return;
  const body = new FormData();
  body.append("kind", chosen());
  const answer = await fetch(draft.photos, { method: "POST", body }).catch(() => null);
  if (answer?.ok) there = (await answer.json()).pictures;
  show();
}

// On to the questions: pictures go on from there. Asked for more, everything has to be up before it is sent.
async function leave(event) {
  if (page.dataset.state === "asked") return wait(event);
  event.preventDefault();
  const led = navigator.onLine && (await open().catch(() => false));
  if (led) location.assign(draft.questions);
  else tell(NO_CONNECTION);
}

// Without a connection the browser would leave the page for an error, and what was typed with it.
function stay(event) {
  if (navigator.onLine) return;
  event.preventDefault();
  tell(NO_CONNECTION);
}

function wait(event) {
  if (!waiting.size || event.defaultPrevented) return;
  event.preventDefault();
  sendsWhenDone = page;
  tell(`It is sent by itself as soon as the last ${waiting.size === 1 ? "picture is" : `${waiting.size} pictures are`} up.`);
}

// Answers are kept as she goes, also when the phone is put away in the middle of one.
let changed = false;
function save() {
  if (!changed) return;
  changed = false;
  const headers = { Accept: "application/json" };
  fetch(location.href, { method: "POST", body: new FormData(page), headers, keepalive: true }).catch(() => { changed = true; });
}

// The draft of this browser, if it has one that is still open: its page instead of an empty form.
async function resume() {
  if (new URLSearchParams(location.search).has("another")) {
    memory.forget();
    history.replaceState(null, "", location.pathname);
  }
  const known = memory.read();
  if (!known) return { key: crypto.randomUUID() };
  if (!known.photos) return known;
  const answer = await fetch(known.photos).catch(() => null);
  if (!answer) return known;
  if (answer.ok && (await answer.json()).open) {
    location.replace(known.pictures);
    return known;
  }
  if (answer.status >= 500 || answer.status === 429) return known;
  await forget(known.key);
  return { key: crypto.randomUUID() };
}

// The draft is sent or gone: nothing of it stays on this device.
async function forget(key) {
  if (memory.read()?.key === key) memory.forget();
  for (const picture of await kept()) if (picture.draft === key) await lose(picture.key);
}

async function ready() {
  const { draft: key, photos, questions } = page.dataset;
  draft = photos ? { key, photos, questions, pictures: page.dataset.sell === "pictures" ? location.pathname : memory.read()?.pictures } : await resume();
  if (photos && draft.pictures) memory.write(draft);
  for (const picture of await kept()) {
    if (picture.draft === draft.key) waiting.set(picture.key, picture);
    else if (Date.now() - picture.at > STALE) await lose(picture.key);
  }
  if (draft.photos) {
    const answer = await fetch(draft.photos).catch(() => null);
    if (answer?.ok) there = (await answer.json()).pictures;
  }
  show();
  work();
}

if (page?.dataset.sell === "pictures") {
  page.addEventListener("change", (event) => {
    const { target } = event;
    if (target.type === "file") {
      const files = [...target.files];
      target.value = "";
      begun.then(() => take(files, target.closest("[data-shot]")));
    } else if (target.name === "kind") begun.then(changeKind);
  });
  page.addEventListener("click", (event) => {
    const tile = event.target.closest("button") && event.target.closest("[data-extra]");
    if (!tile) return;
    event.preventDefault();
    begun.then(() => takeAway(tile));
  });
  page.addEventListener("submit", leave);
} else if (page) {
  page.addEventListener("input", () => { changed = true; });
  page.addEventListener("change", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  page.addEventListener("submit", stay);
  if (page.dataset.sell === "reach") page.addEventListener("submit", wait);
}
const begun = page ? ready() : Promise.resolve();
addEventListener("online", () => {
  pause = 1000;
  work();
});

const sent = document.querySelector("[data-sell-sent]")?.dataset.sellSent;
if (sent) forget(sent);
