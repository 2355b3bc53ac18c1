// The shop's service worker (docs/pwa.md). `SETTINGS` stands above it: version, shell, offline.
//
// Pages always come from the network. Without one, a piece she looked at is shown as it was, marked with the time and
// without anything to buy; every other page becomes the offline page. What is personal is never asked for here:
// copies are fetched without cookies, and only where the shop says "public".

const SHELL = `portero-shell-${SETTINGS.version}`;
const SEEN = "portero-seen-1"; // outlives releases
const LIST = "/offline/seen.json";
const MOST = 12; // pieces, each with its page and one picture
const PIECE = /^\/items\/P-\d+-\d\/[\w-]+\/$/;
// Payment, account and staff pages are none of its business, not even to say that there is no network.
const LEFT_ALONE = /^\/(staff|account|checkout|orders|webhooks|healthz)\b/;

const stem = (path) => path.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, "");
const SHELL_BY_STEM = new Map(SETTINGS.shell.map((path) => [stem(path), path]));
let cut = false; // whether the last page could not be reached

addEventListener("install", (event) => {
  event.waitUntil(install());
});

const install = async () => {
  const cache = await caches.open(SHELL);
  await cache.addAll([new Request(SETTINGS.offline, { cache: "reload", credentials: "omit" }), ...SETTINGS.shell]);
  await skipWaiting(); // no page waits for another version: files carry their version in their name
};

addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

const takeOver = async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith("portero-") && ![SHELL, SEEN].includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable();
  await clients.claim();
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.destination === "image" && cut) event.respondWith(picture(request));
  else if (origin !== location.origin) return;
  else if (request.mode === "navigate") {
    if (!LEFT_ALONE.test(pathname)) event.respondWith(page(event, pathname));
  } else if (SHELL_BY_STEM.has(stem(pathname))) event.respondWith(file(request, pathname));
});

const page = async (event, pathname) => {
  try {
    const answer = (await event.preloadResponse) || (await fetch(event.request));
    cut = false;
    return answer;
  } catch {
    cut = true;
    return (await copyOf(pathname)) || caches.match(SETTINGS.offline);
  }
};

// A name with a checksum never changes its content; one without (a developer's) is asked for first.
const file = async (request, pathname) => {
  const kept = () => caches.match(SHELL_BY_STEM.get(stem(pathname)), { cacheName: SHELL });
  if (stem(pathname) !== pathname) return (await caches.match(request, { cacheName: SHELL })) || fetch(request).catch(kept);
  return fetch(request).catch(kept);
};

const picture = async (request) => (await caches.match(request.url, { cacheName: SEEN })) || fetch(request);

addEventListener("message", (event) => {
  const { seen } = event.data || {};
  if (seen && PIECE.test(seen.path)) event.waitUntil(keep(seen));
});

// One after the other: two open pages must not write the list over each other.
let turn = Promise.resolve();
const keep = (piece) => (turn = turn.then(() => kept(piece)).catch(() => {}));

const kept = async (piece) => {
  const cache = await caches.open(SEEN);
  const answer = await fetch(piece.path, { credentials: "omit" });
  if (!answer.ok || !/\bpublic\b/.test(answer.headers.get("Cache-Control") || "")) return drop(cache, [piece.path]);
  await cache.put(piece.path, answer);
  if (piece.picture) await cache.put(piece.picture, await fetch(piece.picture, { mode: "no-cors" }));
  const others = (await seenIn(cache)).filter(({ path }) => path !== piece.path);
  const all = [{ ...piece, at: new Date().toISOString() }, ...others];
  await cache.put(LIST, Response.json(all.slice(0, MOST)));
  const inUse = new Set(all.slice(0, MOST).flatMap(({ path, picture }) => [path, picture]));
  await tidy(cache, inUse);
};

const seenIn = async (cache) => (await (await cache.match(LIST))?.json()) || [];

const drop = async (cache, paths) => {
  const left = (await seenIn(cache)).filter(({ path }) => !paths.includes(path));
  await cache.put(LIST, Response.json(left));
  await tidy(cache, new Set(left.flatMap(({ path, picture }) => [path, picture])));
};

// What the list doesn't name goes: pages, and pictures in a size that another screen asked for.
const tidy = async (cache, inUse) => {
  const mine = new Set([...inUse].filter(Boolean).map((address) => new URL(address, location.origin).href));
  mine.add(new URL(LIST, location.origin).href);
  const idle = (await cache.keys()).filter(({ url }) => !mine.has(url));
  await Promise.all(idle.map((request) => cache.delete(request)));
};

const copyOf = async (pathname) => {
  const cache = await caches.open(SEEN);
  const found = PIECE.test(pathname) && (await cache.match(pathname));
  const piece = found && (await seenIn(cache)).find(({ path }) => path === pathname);
  if (!piece) return null;
  const headers = new Headers(found.headers);
  ["Content-Encoding", "Content-Length", "ETag"].forEach((name) => headers.delete(name));
  return new Response(marked(await found.text(), piece.at), { headers });
};

// The page says from when it is, its style hides what buys, and its files are the ones that are here.
const marked = (html, at) => {
  const when = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
  const note = `<p class="page kept-note" role="status">As of ${when}, offline. It may have been sold since.</p>`;
  return html
    .replace('<main id="main">', `<main id="main" data-kept="${at}">${note}`)
    .replace(/\/static\/[\w./-]+\.(?:css|js|woff2|svg)/g, (path) => SHELL_BY_STEM.get(stem(path)) || path);
};
