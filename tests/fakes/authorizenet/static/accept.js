// Inside the lightbox: the card form. The shop's page gets a one-use token and masked facts, never what is typed.
const parentOrigin = new URLSearchParams(location.search).get("origin");
const field = (id) => document.getElementById(id);
const FIELD_OF = { E_WC_05: "number", E_WC_06: "expiry", E_WC_08: "expiry", E_WC_15: "code" };
let told = {};

function tell(type, pktData = {}) {
  window.parent.postMessage({ verifyOrigin: "AcceptMain", type, pktData }, parentOrigin);
}

function options(name) {
  try {
    return JSON.parse(told[name] || "{}");
  } catch {
    return {};
  }
}

function dress() {
  field("header").textContent = told.acceptUIFormHeaderTxt || "Card";
  field("pay").textContent = told.acceptUIFormBtnTxt || "Pay";
  field("billing").hidden = !options("billingAddressOptions").show;
  tell("FIT_WINDOW", { height: Math.ceil(document.querySelector("main").getBoundingClientRect().height) });
}

function complain(code, text) {
  const wrong = field(FIELD_OF[code] || "number");
  document.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
  field("problem").textContent = text;
  field("problem").hidden = false;
  wrong.setAttribute("aria-invalid", "true");
  wrong.setAttribute("aria-describedby", "problem");
  wrong.focus();
}

function refused(code, text) {
  tell("RESPONSE", { messages: { resultCode: "Error", message: [{ code, text }] } });
}

function masked(number) {
  return {
    cardNumber: `XXXXXXXXXXXX${number.slice(-4)}`,
    expDate: field("expiry").value.replace(/\s/g, ""),
    bin: number.slice(0, 6),
  };
}

async function token(number) {
  const card = { cardNumber: number, expirationDate: field("expiry").value.replace(/\D/g, ""), cardCode: field("code").value };
  const login = { name: told.apiLoginID, clientKey: told.clientKey };
  const data = { type: "TOKEN", id: crypto.randomUUID(), token: card };
  const answer = await fetch("/xml/v1/request.api", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ securePaymentContainerRequest: { merchantAuthentication: login, data } }),
  });
  // Their answers begin with a byte order mark; text() has taken it off.
  return JSON.parse((await answer.text()).replace(/^\ufeff/, ""));
}

async function submitted(event) {
  event.preventDefault();
  const number = field("number").value.replace(/\D/g, "");
  let answer;
  try {
    answer = await token(number);
  } catch {
    return refused("E_WC_14", "Accept.js encryption failed.");
  }
  const { code, text } = answer.messages.message[0];
  if (answer.messages.resultCode !== "Ok" && FIELD_OF[code]) return complain(code, text);
  if (answer.messages.resultCode !== "Ok") return refused("E_WC_21", `User authentication failed. ${text}`);
  return tell("RESPONSE", {
    opaqueData: answer.opaqueData,
    messages: { resultCode: "Ok", message: [{ code: "I_WC_01", text: "Successful." }] },
    encryptedCardData: masked(number),
    customerInformation: { firstName: field("first").value, lastName: field("last").value },
  });
}

window.addEventListener("message", ({ origin, source, data }) => {
  if (origin !== parentOrigin || source !== window.parent || data?.verifyOrigin !== "AcceptUI") return;
  if (data.type !== "INIT") return;
  told = data.pktData;
  dress();
});
window.addEventListener("keydown", (event) => event.key === "Escape" && tell("CLOSE_IFRAME"));
field("close").addEventListener("click", () => tell("CLOSE_IFRAME"));
document.querySelector("form").addEventListener("submit", submitted);
tell("ACK");
