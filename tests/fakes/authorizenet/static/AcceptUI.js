// A stand-in for AcceptUI.js (v3): same button, same attributes, same answers; the card form is in a frame from here.
// Theirs hides and shows its container by a <style> it inserts, which a policy without 'unsafe-inline' drops. So this
// one inserts none: the shop's own style must hide both elements, and show them with the class `show`.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const CONTAINER = "AcceptUIContainer";
  const BACKGROUND = "AcceptUIBackground";
  const READ = [
    "billingAddressOptions", "paymentOptions", "apiLoginID", "clientKey", "acceptUIFormBtnTxt", "acceptUIFormHeaderTxt",
  ];
  let button, container, background;

  function settings() {
    const told = Object.fromEntries(READ.map((name) => [name, button.getAttribute(`data-${name}`)]));
    return { ...told, parentUrl: location.href };
  }

  // The name of a global function; without one this throws, as theirs does.
  function answer(response) {
    window[button.getAttribute("data-responseHandler")](response);
  }

  function build() {
    background = document.createElement("div");
    background.id = BACKGROUND;
    Object.assign(background.style, { position: "fixed", inset: "0", background: "#000" });
    container = document.createElement("div");
    container.id = CONTAINER;
    const frame = document.createElement("iframe");
    frame.title = "Accept UI Merchant Window.";
    frame.src = `${origin}/v3/acceptMain/acceptMain.html?origin=${encodeURIComponent(location.origin)}`;
    Object.assign(frame.style, { border: "0", width: "100%", height: "100%" });
    Object.assign(container.style, {
      position: "fixed", top: "50%", left: "50%", transform: "translate(-50%, -50%)", overflow: "hidden",
      width: "min(100%, 27rem)", height: "min(100%, 36rem)", background: "#fff", borderRadius: "6px",
    });
    container.append(frame);
    document.body.append(background, container);
  }

  // After every answer and every closing the form is loaded anew, empty.
  function reset() {
    container.remove();
    background.remove();
    build();
  }

  function hear({ origin: from, data, source }) {
    const frame = container.firstChild;
    if (from !== origin || source !== frame.contentWindow || data?.verifyOrigin !== "AcceptMain") return;
    const post = (type, pktData) => source.postMessage({ verifyOrigin: "AcceptUI", type, pktData }, origin);
    if (data.type === "ACK") post("INIT", settings());
    if (data.type === "FIT_WINDOW") container.style.height = `min(100%, ${Number(data.pktData.height) || 0}px)`;
    if (data.type === "RESPONSE") {
      answer(data.pktData);
      reset();
    }
    if (data.type === "CLOSE_IFRAME") reset();
  }

  function show(event) {
    event.preventDefault();
    event.stopPropagation();
    container.classList.add("show");
    background.classList.add("show");
    container.firstChild.contentWindow.postMessage({ verifyOrigin: "AcceptUI", type: "INIT", pktData: settings() }, origin);
    container.firstChild.focus();
    scrollTo(0, 0);
  }

  // Only the first button of the page, as with theirs; it must be there when the page has loaded.
  function begin() {
    button = document.getElementsByClassName("AcceptUI")[0];
    if (!button) return;
    build();
    button.addEventListener("click", show);
    window.addEventListener("message", hear);
  }

  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
})();
