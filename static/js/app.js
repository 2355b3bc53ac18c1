// Installs the service worker once the page has loaded, and tells it which piece she is looking at.

const fact = (name) => document.querySelector(`meta[property="${name}"]`)?.content;

// The page of a piece names itself by its Open Graph facts; a copy that is shown offline is not seen again.
const piece = () =>
  fact("og:type") === "product" && !document.querySelector("[data-kept]")
    ? {
        path: location.pathname,
        name: fact("og:title"),
        price: fact("product:price:amount"),
        sold: fact("product:availability") === "out of stock",
        picture: document.querySelector("main img")?.currentSrc,
      }
    : null;

const begin = async () => {
  await navigator.serviceWorker.register("/service-worker.js", { scope: "/", updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  const seen = piece();
  if (seen) active.postMessage({ seen });
};

if ("serviceWorker" in navigator) {
  if (document.readyState === "complete") begin().catch(() => {});
  else addEventListener("load", () => begin().catch(() => {}), { once: true });
}
