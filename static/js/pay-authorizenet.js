// The card button of the payment page by Authorize.net. Its AcceptUI opens the card form in its own frame and
// answers with a one-use token, which goes to the shop's server in a hidden form and is kept nowhere.
const card = document.querySelector("[data-card]");
const sender = document.querySelector("[data-card-token]");

if (card && sender) {
  card.hidden = false; // without a script the page offers the provider's own page alone
  const button = card.querySelector("[data-pay-button]");
  const problem = card.querySelector("[data-pay-problem]");

  const say = (sentence) => {
    problem.textContent = sentence;
    problem.hidden = !sentence;
    if (sentence) problem.focus();
  };

  // AcceptUI calls it by the name in data-responseHandler.
  window.porteroCardToken = ({ messages, opaqueData }) => {
    if (messages.resultCode !== "Ok" || !opaqueData) {
      const told = (messages.message || []).map((one) => one.text).join(" ");
      say(`${told || "The card form didn't answer."} Nothing was charged. Please try again.`);
      return;
    }
    say("");
    button.disabled = true;
    button.textContent = button.dataset.busy;
    sender.elements.dataDescriptor.value = opaqueData.dataDescriptor;
    sender.elements.dataValue.value = opaqueData.dataValue;
    sender.submit();
  };

  button.addEventListener("click", () => {
    if (document.getElementById("AcceptUIContainer")) return; // it has loaded, and opens by itself
    say("The card form can't be reached. Reload the page, or use our provider's own page below.");
  });
}
