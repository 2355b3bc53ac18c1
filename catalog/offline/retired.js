// The kill switch (SERVICE_WORKER=0): takes the place of whichever worker is installed, clears its caches and goes.

addEventListener("install", (event) => {
  event.waitUntil(skipWaiting());
});

addEventListener("activate", (event) => {
  event.waitUntil(retire());
});

const retire = async () => {
  const mine = (await caches.keys()).filter((name) => name.startsWith("portero-"));
  await Promise.all(mine.map((name) => caches.delete(name)));
  await registration.unregister();
};
