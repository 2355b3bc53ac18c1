// A stand-in for Stripe.js: same calls, same answers, the card fields in a frame from this origin.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const LOAD_TIMEOUT = 15000;
  let count = 0;

  class Frame {
    constructor(options) {
      this.id = `stripe-double-${(count += 1)}`;
      this.options = options;
      this.listeners = {};
      this.waiting = new Map();
      this.loaded = new Promise((resolve) => { this.markLoaded = resolve; });
      this.hear = this.hear.bind(this);
    }

    mount(target) {
      const place = typeof target === "string" ? document.querySelector(target) : target;
      if (!place) throw new Error(`The selector you specified (${target}) applies to no DOM elements.`);
      this.place = place;
      this.iframe = document.createElement("iframe");
      this.iframe.title = "Secure card payment input frame";
      this.iframe.name = this.id;
      this.iframe.allow = "payment";
      Object.assign(this.iframe.style, { border: "0", width: "100%", height: "260px", display: "block" });
      const query = new URLSearchParams({ id: this.id, origin: location.origin });
      this.iframe.src = `${origin}/elements/card?${query}`;
      window.addEventListener("message", this.hear);
      this.timer = setTimeout(() => this.failed("The card fields could not be loaded."), LOAD_TIMEOUT);
      place.replaceChildren(this.iframe);
      this.checkSecret();
      return this;
    }

    async checkSecret() {
      const { error } = await this.options.retrieve();
      if (error) this.failed(error.message, error);
    }

    failed(message, error = { type: "api_connection_error", message }) {
      clearTimeout(this.timer);
      this.broken = true;
      this.fire("loaderror", { elementType: "payment", error });
    }

    hear(event) {
      const message = event.data;
      const ours = this.iframe && event.origin === origin && event.source === this.iframe.contentWindow;
      if (!ours || message?.source !== "stripe-double" || message.id !== this.id) return;
      if (message.type === "resize") this.iframe.style.height = `${Math.min(Number(message.height) || 0, 2000)}px`;
      if (message.type === "result") this.answered(message);
      if (message.type === "ready") this.ready();
      if (message.type === "enter") this.place.closest("form")?.requestSubmit();
      if (message.type === "change") {
        const { complete, empty } = message;
        this.fire("change", { elementType: "payment", complete, empty, collapsed: false, value: { type: "card" } });
      }
    }

    ready() {
      clearTimeout(this.timer);
      this.dress();
      this.markLoaded();
      if (!this.broken) this.fire("ready", { elementType: "payment" });
    }

    dress() {
      const scheme = getComputedStyle(this.place).colorScheme;
      const { appearance = {}, fonts = [] } = this.options;
      const colorScheme = scheme === "normal" ? "light" : scheme;
      this.iframe.style.colorScheme = colorScheme;
      this.post({ act: "dress", variables: appearance.variables || {}, fonts, colorScheme });
    }

    post(message) {
      this.iframe.contentWindow.postMessage(message, origin);
    }

    async ask(act, detail = {}) {
      await this.loaded;
      const request = `${this.id}-${(count += 1)}`;
      const result = new Promise((resolve) => this.waiting.set(request, resolve));
      this.post({ act, request, ...detail });
      return result;
    }

    answered({ request, result }) {
      this.waiting.get(request)?.(result);
      this.waiting.delete(request);
    }

    on(name, listener) {
      (this.listeners[name] ||= []).push(listener);
      return this;
    }

    off(name, listener) {
      this.listeners[name] = (this.listeners[name] || []).filter((one) => listener && one !== listener);
      return this;
    }

    fire(name, detail) {
      (this.listeners[name] || []).forEach((listener) => listener(detail));
    }

    focus() { this.ask("focus"); }

    update() { return this; }

    unmount() {
      clearTimeout(this.timer);
      window.removeEventListener("message", this.hear);
      this.iframe?.remove();
    }

    destroy() { this.unmount(); }
  }

  class Elements {
    constructor(stripe, options) {
      Object.assign(this, { stripe, options, element: null });
    }

    create(type) {
      if (type !== "payment") throw new Error(`This stand-in has the payment element only, not "${type}".`);
      if (this.element) throw new Error("Can only create one Element of type payment.");
      const retrieve = () => this.stripe.retrievePaymentIntent(this.options.clientSecret);
      this.element = new Frame({ ...this.options, retrieve });
      return this.element;
    }

    getElement(type) { return type === "payment" ? this.element : null; }

    update(options) {
      Object.assign(this.options, options);
      if (!this.element) return;
      Object.assign(this.element.options, options);
      if (this.element.iframe) this.element.dress();
    }

    async submit() {
      const { error } = await this.element.ask("validate");
      return error ? { error } : {};
    }
  }

  function returnTo(address, intent) {
    const url = new URL(address, location.href);
    const failed = intent.status === "requires_payment_method" || intent.status === "canceled";
    url.searchParams.append("payment_intent", intent.id);
    url.searchParams.append("payment_intent_client_secret", intent.client_secret);
    url.searchParams.append("redirect_status", failed ? "failed" : "succeeded");
    return leave(url.href);
  }

  // Resolves never, as with Stripe: the page is on its way out.
  function leave(address) {
    location.assign(address);
    return new Promise(() => {});
  }

  function followed(intent, redirect, address) {
    if (intent.status === "requires_action") {
      const action = intent.next_action;
      return leave(action.redirect_to_url?.url || action.use_stripe_sdk.stripe_js);
    }
    return redirect === "if_required" ? { paymentIntent: intent } : returnTo(address, intent);
  }

  window.Stripe = (publishableKey) => {
    if (!/^pk_test_/.test(publishableKey || "")) throw new Error("Please call Stripe() with your publishable key.");
    const stripe = {
      elements: (options = {}) => new Elements(stripe, { ...options }),

      async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = "always" }) {
        const address = confirmParams.return_url;
        if (!address && redirect === "always") throw new Error("confirmPayment needs confirmParams.return_url.");
        const secret = clientSecret || elements.options.clientSecret;
        const detail = { publishableKey, clientSecret: secret, returnUrl: address };
        const methodData = confirmParams.payment_method_data || {};
        const { error, paymentIntent } = await elements.element.ask("confirm", { ...detail, methodData });
        return error ? { error } : followed(paymentIntent, redirect, address);
      },

      async retrievePaymentIntent(clientSecret) {
        const id = encodeURIComponent(String(clientSecret).split("_secret_")[0]);
        const query = new URLSearchParams({ client_secret: clientSecret });
        try {
          const answer = await fetch(`${origin}/v1/payment_intents/${id}?${query}`, {
            headers: { Authorization: `Bearer ${publishableKey}` },
          });
          const body = await answer.json();
          return answer.ok ? { paymentIntent: body } : { error: body.error };
        } catch {
          return { error: { type: "api_connection_error", message: "We could not reach the payment service." } };
        }
      },
    };
    return stripe;
  };
})();
