// The card form of the payment page by Stripe. The fields are the provider's own, in its frame: card data never
// reaches us. Everything this script needs stands in data- attributes of the form.
const form = document.querySelector("[data-pay]");

if (form) {
  form.hidden = false; // without a script the page offers the provider's own page alone
  const button = form.querySelector("[data-pay-button]");
  const problem = form.querySelector("[data-pay-problem]");
  const label = button.textContent;

  const say = (sentence) => {
    problem.textContent = sentence;
    problem.hidden = !sentence;
    if (sentence) problem.focus();
  };

  const busy = (on) => {
    button.disabled = on;
    button.textContent = on ? button.dataset.busy : label;
    form.setAttribute("aria-busy", String(on));
  };

  const look = () => {
    const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const shade = (name) => {
      const probe = document.createElement("span");
      probe.className = "unseen";
      form.append(probe);
      probe.style.color = `var(${name})`;
      const colour = getComputedStyle(probe).color;
      probe.remove();
      return colour;
    };
    return {
      theme: matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "stripe",
      variables: {
        colorPrimary: shade("--action"),
        colorBackground: shade("--raised"),
        colorText: shade("--ink"),
        colorTextSecondary: shade("--soft"),
        colorTextPlaceholder: shade("--soft"),
        colorDanger: shade("--alert"),
        borderRadius: token("--radius") || "2px",
        fontFamily: "'Source Sans 3', Arial, sans-serif",
        fontSizeBase: "17px",
      },
    };
  };

  const begin = () => {
    if (typeof window.Stripe !== "function") {
      say("The card form can't be reached. Reload the page, or use our provider's own page below.");
      return;
    }
    const { key, secret, returnUrl, billing } = form.dataset;
    const stripe = window.Stripe(key);
    const elements = stripe.elements({ clientSecret: secret, appearance: look() });
    const fields = elements.create("payment", { fields: { billingDetails: "never" } });
    fields.on?.("ready", () => busy(false));
    fields.on?.("loaderror", () => say("The card form can't be reached. Use our provider's own page below."));
    fields.mount("#card-fields");
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => elements.update({ appearance: look() }));

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      say("");
      document.querySelector(".till .said")?.remove(); // what was said of an earlier try
      busy(true);
      const { error } = await stripe.confirmPayment({
        elements,
        confirmParams: { return_url: returnUrl, payment_method_data: { billing_details: JSON.parse(billing) } },
      });
      // Without an error the provider has taken the page to the return address by itself.
      if (error?.code === "payment_intent_unexpected_state") {
        location.assign(returnUrl); // it went on elsewhere, or was closed: the shop says where it stands
      } else if (error) {
        busy(false);
        say(`${error.message || "Your bank didn't answer."} Nothing was charged. You can try again, with another card, or another way.`);
      }
    });
  };

  begin();
}
