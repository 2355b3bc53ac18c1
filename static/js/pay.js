// Small things of the payment pages: a form goes out once, the way to a hosted page needs no second press.

// The page may have come as the answer to placing the order: reloading it, or coming back to it, must not place again.
const ownAddress = document.querySelector("[data-address]")?.dataset.address;
if (ownAddress && location.pathname !== ownAddress) history.replaceState(history.state, "", ownAddress);

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
}

document.querySelector("form[data-go]")?.requestSubmit();

// A page that the browser kept from before she paid tells nothing true any more.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// While the bank is asked, the waiting page looks again by itself; the server ends it after a number of times.
const waits = document.querySelector("[data-again]");
if (waits) setTimeout(() => location.replace(waits.dataset.again), 6000);
