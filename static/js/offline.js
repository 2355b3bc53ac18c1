// The pieces that the service worker kept, on the page that stands in when there is no network.

const shelf = document.querySelector("[data-seen]");
const pattern = document.querySelector("[data-seen-card]");
const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const words = new Intl.DateTimeFormat("en-US", {
  weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit", timeZone: "America/New_York",
});

// `Tue 24 Nov, 3:15 pm ET`, as every other page writes it.
const moment = (at) => {
  const { weekday, day, month, hour, minute, dayPeriod } = Object.fromEntries(words.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${weekday} ${day} ${month}, ${hour}${minute === "00" ? "" : `:${minute}`} ${dayPeriod.toLowerCase()} ET`;
};

const card = ({ path, name, price, sold, picture, at }) => {
  const made = pattern.content.cloneNode(true);
  const put = (part, text) => { made.querySelector(`[data-${part}]`).textContent = text; };
  put("name", name);
  put("price", sold ? `Sold for ${dollars.format(price)}` : dollars.format(price));
  put("at", `As of ${moment(new Date(at))}, offline.`);
  made.querySelector("a").href = path;
  if (picture) Object.assign(made.querySelector("img"), { src: picture, alt: "" });
  else made.querySelector("img").remove();
  if (sold) made.querySelector(".card").dataset.state = "sold";
  return made;
};

const show = async () => {
  const list = await caches.match("/offline/seen.json", { cacheName: "portero-seen-1" });
  const pieces = list ? await list.json() : [];
  shelf.replaceChildren(...pieces.map(card));
  document.querySelectorAll("[data-with-seen]").forEach((part) => { part.hidden = !pieces.length; });
};

document.querySelector("[data-forget]").addEventListener("click", async () => {
  await caches.delete("portero-seen-1");
  await show();
});
document.querySelector("[data-again]").addEventListener("click", () => location.reload());
addEventListener("online", () => location.reload());
if ("caches" in window) show();
