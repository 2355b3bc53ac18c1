// The time that the piece is looked at: the shop counts it from one beat to the next. Nothing beats while the page is
// out of sight, or nobody has touched it for a while.

const desk = document.querySelector("[data-review]");
const BEAT = desk.dataset.beat * 1000, IDLE = 180_000;
const token = desk.querySelector("[name=csrfmiddlewaretoken]").value;
let touched = Date.now(), resting = false;

async function beat(fresh) {
  const body = new FormData();
  if (fresh) body.append("fresh", "1");
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const answer = await fetch(desk.dataset.lookedUrl, { method: "POST", body, headers, keepalive: document.hidden }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  desk.dispatchEvent(new CustomEvent("review:standing", { detail: await answer.json() }));
}

setInterval(() => {
  const rests = document.hidden || Date.now() - touched > IDLE;
  if (!rests) beat(resting);
  resting = rests;
}, BEAT);
document.addEventListener("visibilitychange", () => {
  beat(!document.hidden);
  resting = document.hidden;
});
for (const kind of ["pointermove", "pointerdown", "keydown", "scroll", "wheel"]) {
  addEventListener(kind, () => { touched = Date.now(); }, { passive: true, capture: true });
}
beat(true);
