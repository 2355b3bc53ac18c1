// Inside the frame: the card fields. The shop's page gets states and results, never what is typed.
import { brandOf, digits, grouped, problems, slashed } from "/static/fields.js";

const query = new URLSearchParams(location.search);
const parentOrigin = query.get("origin");
const frameId = query.get("id");
const inputs = { number: field("number"), expiry: field("expiry"), cvc: field("cvc") };
const left = new Set();

function field(name) {
  return document.getElementById(name);
}

function tell(type, detail = {}) {
  window.parent.postMessage({ source: "stripe-double", id: frameId, type, ...detail }, parentOrigin);
}

function values() {
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, digits(input.value)]));
}

function show(wrong, names) {
  for (const name of names) {
    const problem = wrong[name];
    const input = inputs[name];
    const note = field(`${name}-error`);
    note.textContent = problem ? problem.message : "";
    note.hidden = !problem;
    input.toggleAttribute("aria-invalid", false);
    if (problem) input.setAttribute("aria-invalid", "true");
    if (problem) input.setAttribute("aria-describedby", note.id);
    else input.removeAttribute("aria-describedby");
  }
}

function changed() {
  const typed = values();
  const wrong = problems(typed);
  const empty = !Object.values(typed).some(Boolean);
  show(wrong, [...left]);
  tell("change", { complete: !Object.keys(wrong).length, empty, brand: brandOf(typed.number).name });
}

function validate() {
  const wrong = problems(values());
  Object.keys(inputs).forEach((name) => left.add(name));
  show(wrong, Object.keys(inputs));
  const first = Object.keys(inputs).find((name) => wrong[name]);
  if (!first) return null;
  inputs[first].focus();
  return { type: "validation_error", ...wrong[first] };
}

function flatten(prefix, value, into) {
  if (value === null || value === undefined || value === "") return into;
  if (typeof value !== "object") into.append(prefix, value);
  else Object.entries(value).forEach(([key, part]) => flatten(`${prefix}[${key}]`, part, into));
  return into;
}

async function confirm({ publishableKey, clientSecret, returnUrl, methodData }) {
  const error = validate();
  if (error) return { error };
  const typed = values();
  const [month, year] = [typed.expiry.slice(0, 2), `20${typed.expiry.slice(2)}`];
  const card = { number: typed.number, exp_month: month, exp_year: year, cvc: typed.cvc };
  const form = new URLSearchParams({ client_secret: clientSecret, use_stripe_sdk: "true" });
  if (returnUrl) form.append("return_url", returnUrl);
  flatten("payment_method_data", { ...methodData, type: "card", card }, form);
  const intent = clientSecret.split("_secret_")[0];
  try {
    const answer = await fetch(`/v1/payment_intents/${encodeURIComponent(intent)}/confirm`, {
      method: "POST", body: form, headers: { Authorization: `Bearer ${publishableKey}` },
    });
    const body = await answer.json();
    return answer.ok ? { paymentIntent: body } : { error: body.error };
  } catch {
    return { error: { type: "api_connection_error", message: "We could not reach the payment service. Please try again." } };
  }
}

function dress({ variables = {}, colorScheme, fonts = [] }) {
  const style = document.documentElement.style;
  style.colorScheme = colorScheme || "light dark";
  for (const [name, value] of Object.entries(variables)) style.setProperty(`--${name}`, value);
  for (const { family, src, ...rest } of fonts.filter((font) => font.family && font.src)) {
    const face = new FontFace(family, src, rest);
    face.load().then((loaded) => document.fonts.add(loaded), () => {});
  }
}

const ACTS = {
  dress: async (message) => dress(message),
  validate: async () => ({ error: validate() }),
  confirm,
  focus: async () => inputs.number.focus(),
};

window.addEventListener("message", async (event) => {
  if (event.origin !== parentOrigin || event.source !== window.parent || !ACTS[event.data?.act]) return;
  const result = await ACTS[event.data.act](event.data);
  if (event.data.request) tell("result", { request: event.data.request, result });
});

const format = (input, shape) => input.addEventListener("input", () => {
  const atEnd = input.selectionStart === input.value.length;
  const shaped = shape(input.value);
  if (atEnd && shaped !== input.value) input.value = shaped;
});
format(inputs.number, grouped);
format(inputs.expiry, slashed);
for (const [name, input] of Object.entries(inputs)) {
  input.addEventListener("input", changed);
  input.addEventListener("blur", () => {
    if (input.value) left.add(name);
    changed();
  });
  input.addEventListener("keydown", (event) => event.key === "Enter" && tell("enter"));
}
new ResizeObserver(() => tell("resize", { height: Math.ceil(document.body.getBoundingClientRect().height) }))
  .observe(document.body);
tell("ready");
