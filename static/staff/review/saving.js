// Everything is kept while it is typed: at the shop, and in this browser until the shop has confirmed it. A cut network
// is said and waited for; what another window wrote meanwhile is shown beside this one's, and she decides.

const desk = document.querySelector("[data-review]");
const forms = [...desk.querySelectorAll("form[data-save]")];
const kept = document.querySelector("[data-kept]");
const PREFIX = `portero-review-${desk.dataset.review}-`;
const TYPING = 600, LONGEST = 30_000;
const tab = (sessionStorage.reviewTab ??= crypto.randomUUID());
const state = new Map(forms.map((form) => [form, { seen: form.elements.seen.value, sent: "", tried: [], timer: 0, pause: 1000, why: "" }]));

const nameOf = (form) => form.closest("[data-check]").dataset.check;
const fields = (form) => Object.fromEntries([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "seen"].includes(name)));
const text = (form) => JSON.stringify(fields(form));
const isDirty = (form) => state.get(form).sent !== text(form);
const storage = (act) => { try { return act(localStorage); } catch { return null; } };

function remember(form) {
  storage((all) => all.setItem(`${PREFIX}${nameOf(form)}-${tab}`, JSON.stringify({ text: text(form), seen: state.get(form).seen, tried: state.get(form).tried })));
}

// What the shop has confirmed is forgotten, also where another window kept the same.
function forget(form, sent) {
  storage((all) => Object.keys(all).filter((key) => key.startsWith(`${PREFIX}${nameOf(form)}-`)).forEach((key) => {
    if (key.endsWith(tab) || JSON.parse(all[key]).text === sent) all.removeItem(key);
  }));
}

function put(form, told) {
  for (const input of form.elements) {
    if (!(input.name in told)) continue;
    if (input.type === "radio") input.checked = input.value === told[input.name];
    else input.value = told[input.name];
  }
  form.dispatchEvent(new CustomEvent("review:shown", { bubbles: true }));
}

async function save(form, { leaving = false } = {}) {
  const one = state.get(form);
  clearTimeout(one.timer);
  if (one.busy || one.stale || !isDirty(form)) return tell();
  const body = new FormData(), sent = text(form);
  Object.entries(JSON.parse(sent)).forEach(([name, value]) => body.append(name, value));
  body.append("seen", one.seen);
  one.busy = true;
  one.tried.push(sent);
  tell();
  const answer = await fetch(form.dataset.save, { method: "POST", body, keepalive: leaving, headers: headers(form) }).catch(() => null);
  const told = answer && !answer.redirected ? await answer.json().catch(() => null) : null;
  one.busy = false;
  if (answer?.ok && told) accepted(form, one, sent, told);
  else if (told?.stale) differs(form, told.stale);
  else if (told?.refused) refuse(form, told.refused);
  else later(form, whyNot(answer));
  tell();
}

function whyNot(answer) {
  if (answer?.redirected || answer?.status === 403) return "You are signed out. Sign in in another window, then reload this page: everything is kept here";
  return [404, 410].includes(answer?.status) ? "This review is over: submitted, handed back, or its link has expired. What wasn't saved is kept here" : "away";
}

const headers = (form) => ({ Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken?.value ?? "" });

function accepted(form, one, sent, told) {
  Object.assign(one, { seen: told.seen, sent, tried: [], pause: 1000, why: "" });
  form.elements.seen.value = told.seen;
  say(form);
  forget(form, sent);
  desk.dispatchEvent(new CustomEvent("review:standing", { detail: told }));
  if (isDirty(form)) save(form);
}

function later(form, why) {
  const one = state.get(form);
  one.why = why;
  one.timer = setTimeout(() => save(form), one.pause);
  one.pause = Math.min(one.pause * 2, LONGEST);
}

function refuse(form, why) {
  state.get(form).why = "refused";
  say(form, ...why.map((sentence) => line("p", sentence)));
}

// Two windows: hers stays in the fields, the other stands above it. What came from here, and whose answer a cut network
// swallowed, is no other window's.
function differs(form, there) {
  const one = state.get(form);
  if (one.tried.some((sent) => isThere(sent, there))) {
    Object.assign(one, { seen: there.seen, tried: [] });
    return save(form);
  }
  one.stale = there;
  const names = [...form.querySelectorAll(".review-results input")];
  const label = names.find((input) => input.value === there.result)?.closest("label").querySelector("span").textContent;
  const words = [label, there.entered, there.note].filter(Boolean).join(". ") || "nothing";
  say(form, line("p", `It was changed in another window meanwhile: “${words}”`), act("Keep what stands here", () => {
    one.seen = there.seen;
    settle(form);
  }), act("Take that one", () => {
    one.seen = there.seen;
    put(form, form.elements.verdict ? { verdict: there.result, reason: there.note } : there);
    one.sent = text(form);
    forget(form, one.sent);
    settle(form);
  }));
}

function isThere(sent, there) {
  const { result, verdict, note, reason, entered } = JSON.parse(sent);
  const said = [result ?? verdict, note ?? reason, entered].map((value) => (value ?? "").trim());
  return said.join("\n") === [there.result, there.note, there.entered].join("\n");
}

function settle(form) {
  state.get(form).stale = null;
  say(form);
  form.elements.seen.value = state.get(form).seen;
  form.closest("[data-check]").querySelector("h2").focus();
  save(form);
}

const line = (kind, words) => Object.assign(document.createElement(kind), { textContent: words, className: "review-error" });
function act(words, then) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: words, className: "review-button" });
  button.addEventListener("click", then);
  return button;
}

function say(form, ...parts) {
  const place = form.querySelector("[data-told]");
  place.setAttribute("role", parts.length ? "alert" : "presentation");
  place.replaceChildren(...parts);
}

// One sentence for the whole desk.
let troubled = false;
function tell() {
  const waiting = forms.filter(isDirty), all = waiting.map((form) => state.get(form));
  const away = all.find((one) => one.why && one.why !== "refused");
  const quiet = waiting.length ? "Saving" : "Everything is saved";
  let words = quiet;
  if (all.some((one) => one.stale)) words = "Changed in another window: please decide";
  else if (away) words = away.why === "away" ? `No connection. ${waiting.length === 1 ? "One check is" : `${waiting.length} checks are`} kept here and sent when it is back` : away.why;
  else if (all.some((one) => one.why === "refused")) words = "Not saved: see what is said above it";
  if (kept.textContent === words) return;
  kept.textContent = words;
  // Only what went wrong is read aloud, and that it is over: every key would be too much.
  if (words !== quiet || (troubled && !waiting.length)) desk.querySelector("[data-said]").textContent = words;
  troubled = words !== quiet || (troubled && waiting.length > 0);
}

function changed(form, wait) {
  const one = state.get(form);
  remember(form);
  clearTimeout(one.timer);
  one.timer = setTimeout(() => save(form), wait);
  tell();
}

for (const form of forms) {
  state.get(form).sent = text(form);
  form.addEventListener("input", (event) => event.target.type !== "file" && changed(form, event.target.type === "radio" ? 0 : TYPING));
  form.addEventListener("change", (event) => event.target.type !== "file" && changed(form, 0));
  if (!form.hasAttribute("data-submits")) {
    form.addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("data-remove")) return;
      event.preventDefault();
      save(form);
      desk.dispatchEvent(new CustomEvent("review:go", { detail: { by: 1 } }));
    });
  }
}

// The verdict goes only when everything before it is there.
const last = desk.querySelector("form[data-submits]");
last.addEventListener("submit", async (event) => {
  event.preventDefault();
  await Promise.all(forms.map((form) => save(form)));
  const open = forms.filter(isDirty);
  if (!open.length) return last.submit();
  const stale = open.find((form) => state.get(form).stale);
  if (stale) return desk.dispatchEvent(new CustomEvent("review:go", { detail: { to: nameOf(stale) } }));
  say(last, line("p", "Not yet: not everything has reached us. It is kept here; please submit again when it is saved."));
});

// What this browser kept of an earlier visit, and the shop never got.
function restore() {
  storage((all) => Object.keys(all).filter((key) => key.startsWith(PREFIX)).sort((a) => (a.endsWith(tab) ? -1 : 1)).forEach((key) => {
    const name = key.slice(PREFIX.length, -tab.length - 1);
    const form = forms.find((one) => nameOf(one) === name);
    const entry = JSON.parse(all[key]);
    if (!form || isDirty(form)) return;
    if (entry.text === text(form)) return all.removeItem(key);
    put(form, JSON.parse(entry.text));
    Object.assign(state.get(form), { seen: entry.seen, tried: entry.tried });
    save(form);
  }));
}

document.addEventListener("visibilitychange", () => document.hidden && forms.forEach((form) => save(form, { leaving: true })));
addEventListener("pagehide", () => forms.forEach((form) => save(form, { leaving: true })));
addEventListener("online", () => forms.forEach((form) => { state.get(form).pause = 1000; save(form); }));
desk.addEventListener("review:standing", ({ detail }) => {
  const missing = desk.querySelector("[data-missing]"), list = document.createElement("ul");
  document.querySelector("[data-looked]").textContent = detail.looked;
  list.className = "review-missing";
  list.append(...detail.missing.map(({ said, where }) => {
    const row = document.createElement("li");
    row.append(Object.assign(document.createElement("a"), { href: where, textContent: said }));
    return row;
  }));
  const head = Object.assign(document.createElement("p"), { textContent: detail.missing.length ? "Still missing:" : "Nothing is missing." });
  if (!detail.missing.length) head.className = "review-ready";
  missing.replaceChildren(head, ...(detail.missing.length ? [list] : []));
});
restore();
tell();
