// The last pieces she looked at and when she was here: kept in this browser alone, and only numbers and times.

const MOST = 12;
const VISIT_ENDS = 30 * 60; // seconds without a page, after which the next page begins another visit
const PIECES = "portero.seen";
const VISIT = "portero.visit";

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

function keep(name, value) {
  try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* private windows may refuse: then nothing is kept */ }
}

function pieces() {
  const kept = read(PIECES);
  return Array.isArray(kept) ? kept.filter((number) => typeof number === "string").slice(0, MOST) : [];
}

// The time of the last page of the visit before this one, or nothing on a first visit.
function lastVisit() {
  const now = Math.floor(Date.now() / 1000);
  const kept = read(VISIT) ?? {};
  const before = Number.isInteger(kept.here) && now - kept.here > VISIT_ENDS ? kept.here : kept.before;
  keep(VISIT, { before, here: now });
  return Number.isInteger(before) ? before : null;
}

async function fill(place, address) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return false;
  place.innerHTML = await answer.text();
  place.hidden = !place.firstElementChild;
  return !place.hidden;
}

const shown = document.querySelector("[data-piece]")?.dataset.piece;
const strip = document.querySelector("[data-seen]");
const others = pieces().filter((number) => number !== shown);
if (shown) keep(PIECES, [shown, ...others].slice(0, MOST));

if (strip && others.length) {
  const asked = others.map((number) => `n=${encodeURIComponent(number)}`).join("&");
  if (await fill(strip, `${strip.dataset.seen}?${asked}`)) {
    strip.querySelector("[data-seen-forget]").addEventListener("click", () => {
      localStorage.removeItem(PIECES);
      localStorage.removeItem(VISIT);
      strip.hidden = true;
    });
  }
}

// In steps of ten minutes, so that visitors who came about the same time ask for the same address.
const since = lastVisit();
const news = document.querySelector("[data-new-since]");
if (news && since && (await fill(news, `${news.dataset.newSince}?t=${since - (since % 600)}`))) {
  const fresh = new Set(news.querySelector("[data-new-numbers]").dataset.newNumbers.split(" "));
  document.querySelectorAll(".card").forEach((card) => {
    if (card.closest("[data-seen]")) return; // she has looked at these
    const number = card.querySelector('a[href^="/items/"]')?.getAttribute("href").split("/")[2];
    if (!fresh.has(number)) return;
    const note = document.createElement("p");
    note.className = "card-note";
    note.textContent = "New since your last visit";
    card.querySelector(".card-text")?.append(note);
  });
}
