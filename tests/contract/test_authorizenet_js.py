"""The stand-in for AcceptUI.js in a real browser, on a shop page with a strict content security policy."""

import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet.situations import ask

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not shutil.which(CHROMIUM), reason="Chromium is not installed")

PAGE = """<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Payment</title>
<link rel="stylesheet" href="/shop.css">
<script src="/shop.js" defer></script><script src="{double}/v3/AcceptUI.js" charset="utf-8" defer></script></head>
<body><main><h1>Payment</h1>
<button type="button" class="AcceptUI" data-billingAddressOptions='{{"show": false, "required": false}}'
data-apiLoginID="shop" data-clientKey="{key}" data-acceptUIFormBtnTxt="Pay $1,890"
data-acceptUIFormHeaderTxt="Your card" data-responseHandler="answered">Enter card</button>
<p id="said" role="alert"></p></main></body></html>"""
SCRIPT = """
window.answered = (response) => {
  window.response = response;
  document.getElementById("said").textContent = response.messages.message[0].code;
};
"""
STYLE = """
#AcceptUIContainer, #AcceptUIBackground { visibility: hidden; opacity: 0; z-index: -1; }
#AcceptUIContainer.show { visibility: visible; opacity: 1; z-index: 200; }
#AcceptUIBackground.show { visibility: visible; opacity: .7; z-index: 8; }
"""


@pytest.fixture
def double() -> Iterator[AuthorizeNetDouble]:
    with AuthorizeNetDouble() as running:
        yield running


@pytest.fixture
def shop(double: AuthorizeNetDouble) -> Iterator[str]:
    """Serve a payment page that allows nothing but itself and the double; /bad has a wrong client key."""
    origin = double.url
    policy = f"default-src 'none'; script-src 'self' {origin}; style-src 'self'; frame-src {origin}"
    bodies = {
        "/shop.js": ("text/javascript", SCRIPT),
        "/shop.css": ("text/css", STYLE),
        "/pay": ("text/html", PAGE.format(double=origin, key="client")),
        "/bad": ("text/html", PAGE.format(double=origin, key="wrong")),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = bodies.get(self.path, ("text/plain", ""))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page() -> Iterator[Any]:
    """Open a phone-sized page; what its console complains about is kept in ``page.complaints``."""
    with playwright.sync_playwright() as running:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = running.chromium.launch(executable_path=CHROMIUM, args=arguments)
        opened = browser.new_page(viewport={"width": 390, "height": 844})
        opened.set_default_timeout(10_000)
        opened.complaints = []
        opened.on("console", lambda message: opened.complaints.append(message.text))
        opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
        yield opened
        browser.close()


def open_lightbox(page: Any, address: str) -> Any:
    """Press the button; returns the frame with the card form."""
    page.goto(address)
    page.get_by_role("button", name="Enter card").click()
    frame = page.frame_locator("#AcceptUIContainer iframe")
    frame.get_by_role("heading", name="Your card").wait_for()
    return frame


def type_card(frame: Any, number: str) -> None:
    """Type as a buyer does, and submit."""
    frame.get_by_label("Card number").fill(number)
    frame.get_by_label("Expiration date").fill("12/34")
    frame.get_by_label("Card code").fill("900")
    frame.get_by_role("button", name="Pay $1,890").click()


def test_the_shop_gets_a_token_and_masked_facts_only(
    page: Any, shop: str, double: AuthorizeNetDouble
) -> None:
    frame = open_lightbox(page, f"{shop}/pay")
    assert page.locator("input").count() == 0
    type_card(frame, "4111 1111 1111 1111")
    page.get_by_text("I_WC_01").wait_for()
    response = page.evaluate("response")
    assert response["messages"]["resultCode"] == "Ok"
    assert response["encryptedCardData"] == {
        "cardNumber": "XXXXXXXXXXXX1111",
        "expDate": "12/34",
        "bin": "411111",
    }
    assert response["opaqueData"]["dataDescriptor"] == "COMMON.ACCEPT.INAPP.PAYMENT"
    assert page.locator("#AcceptUIContainer").is_hidden()
    card = {"opaqueData": response["opaqueData"]}
    asked = {"transactionType": "authOnlyTransaction", "amount": "1890.00", "payment": card}
    ask(double, "createTransactionRequest", {"transactionRequest": asked})
    assert double.summary()["statuses"] == {"authorizedPendingCapture": 1}
    assert page.complaints == []


def test_closing_says_nothing_and_the_form_opens_again_empty(page: Any, shop: str) -> None:
    frame = open_lightbox(page, f"{shop}/pay")
    frame.get_by_label("Card number").fill("4111")
    frame.get_by_role("button", name="Close").click()
    page.locator("#AcceptUIContainer").wait_for(state="hidden")
    page.get_by_role("button", name="Enter card").click()
    frame.get_by_role("heading", name="Your card").wait_for()
    assert frame.get_by_label("Card number").input_value() == ""
    assert page.evaluate("window.response") is None


def test_a_mistyped_card_is_said_in_the_form(page: Any, shop: str, double: AuthorizeNetDouble) -> None:
    frame = open_lightbox(page, f"{shop}/pay")
    type_card(frame, "4111 1111 1111 1112")
    frame.get_by_text("Please provide valid credit card number.").wait_for()
    assert frame.get_by_label("Card number").get_attribute("aria-invalid") == "true"
    assert page.evaluate("window.response") is None
    assert double.state.rows("nonce") == []


def test_a_wrong_client_key_is_the_shops_to_handle(page: Any, shop: str) -> None:
    type_card(open_lightbox(page, f"{shop}/bad"), "4111111111111111")
    page.get_by_text("E_WC_21").wait_for()
    assert page.evaluate("response.messages.resultCode") == "Error"
    assert page.evaluate("response.opaqueData") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(page: Any, double: AuthorizeNetDouble, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    # axe does not look into a frame of another origin, so the form is opened on its own.
    page.goto(f"{double.url}/v3/acceptMain/acceptMain.html?origin={double.url}")
    check_page(page)
    asked = {"transactionType": "authOnlyTransaction", "amount": "1890.00"}
    token = ask(double, "getHostedPaymentPageRequest", {"transactionRequest": asked})["token"]
    for address, form in (("payment/payment", {}), ("payment/pay", {"number": "4111111111111112"})):
        answer = httpx.post(f"{double.url}/{address}", data={"token": token, **form})
        page.set_content(answer.text.replace('href="/', f'href="{double.url}/'))
        check_page(page)


def check_page(page: Any) -> None:
    assert axe.Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
