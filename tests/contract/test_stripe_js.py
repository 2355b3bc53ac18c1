"""The stand-in for Stripe.js in a real browser, on a shop page with a strict content security policy."""

import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stripe

from tests.contract.stripe_payments import RETURN, authorize, open_session, start
from tests.fakes.stripe import StripeDouble

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not shutil.which(CHROMIUM), reason="Chromium is not installed")

PAGE = """<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Payment</title>
<script src="{double}/v3/" defer></script><script src="/shop.js" defer></script></head>
<body><main><h1>Payment</h1><form><div id="card"></div><button>Pay</button><p id="said" role="alert"></p></form>
</main></body></html>"""
SCRIPT = """
const clientSecret = new URLSearchParams(location.search).get("secret");
const said = (text) => { document.getElementById("said").textContent = text; };
const stripe = Stripe("pk_test_shop");
const elements = stripe.elements({ clientSecret, appearance: { variables: { colorPrimary: "#1b4635" } } });
const element = elements.create("payment", {});
element.on("ready", () => said("ready")).on("loaderror", () => said("loaderror")).mount("#card");
document.forms[0].addEventListener("submit", async (event) => {
  event.preventDefault();
  const { error: unfinished } = await elements.submit();
  if (unfinished) return said(unfinished.code);
  const confirmParams = { return_url: `${location.origin}/back?order=1001` };
  const { error } = await stripe.confirmPayment({ elements, clientSecret, confirmParams });
  said(error.message);
});
"""


@pytest.fixture
def shop(stripe_double: StripeDouble) -> Iterator[str]:
    """Serve a payment page that allows nothing but itself and the double."""
    origin = stripe_double.url
    policy = f"default-src 'none'; script-src 'self' {origin}; frame-src {origin}; connect-src {origin}"
    bodies = {"/shop.js": ("text/javascript", SCRIPT), "/pay": ("text/html", PAGE.format(double=origin))}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = bodies.get(self.path.split("?")[0], ("text/html", "<title>Back</title>"))
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


def type_card(page: Any, number: str) -> None:
    """Type into the frame as a buyer does, key by key."""
    frame = page.frame_locator("iframe")
    frame.get_by_label("Card number").press_sequentially(number)
    frame.get_by_label("Expiration date").press_sequentially("1234")
    frame.get_by_label("Security code").press_sequentially("123")


def open_payment(page: Any, shop: str, intent: stripe.PaymentIntent) -> None:
    """Open the payment page and wait for the fields."""
    page.goto(f"{shop}/pay?secret={intent.client_secret}")
    page.wait_for_selector("text=ready")


def test_paying_through_the_bank(page: Any, shop: str, stripe_client: stripe.StripeClient) -> None:
    intent = start(stripe_client)
    open_payment(page, shop, intent)
    assert page.locator("input").count() == 0
    type_card(page, "4000002500003155")
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url("**/3ds/**")
    page.click("text=Approve the payment")
    page.wait_for_url("**/back?order=1001&payment_intent=*&redirect_status=succeeded")
    assert stripe_client.v1.payment_intents.retrieve(intent.id).status == "requires_capture"
    assert page.complaints == []


def test_what_is_missing_is_said_before_anything_is_sent(
    page: Any, shop: str, stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    open_payment(page, shop, start(stripe_client))
    page.get_by_role("button", name="Pay").click()
    page.wait_for_selector("text=incomplete_number")
    number = page.frame_locator("iframe").get_by_label("Card number")
    assert number.get_attribute("aria-invalid") == "true"
    assert number.evaluate("field => document.activeElement === field")
    assert "payment_intents.confirm" not in stripe_double.summary()["requests"]


def test_a_declined_card_can_be_replaced(page: Any, shop: str, stripe_client: stripe.StripeClient) -> None:
    intent = start(stripe_client)
    open_payment(page, shop, intent)
    type_card(page, "4000000000009995")
    page.get_by_role("button", name="Pay").click()
    page.wait_for_selector("text=Your card has insufficient funds.")
    page.frame_locator("iframe").get_by_label("Card number").fill("4242424242424242")
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url("**/back?order=1001&payment_intent=*&redirect_status=succeeded")
    assert stripe_client.v1.payment_intents.retrieve(intent.id).status == "requires_capture"


def test_an_unknown_payment_is_a_load_error(page: Any, shop: str, stripe_double: StripeDouble) -> None:
    page.goto(f"{shop}/pay?secret=pi_none_secret_none")
    page.wait_for_selector("text=loaderror")
    assert stripe_double.summary()["charges"] == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(
    page: Any, stripe_client: stripe.StripeClient, stripe_double: StripeDouble, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    waiting: Any = authorize(stripe_client, "pm_card_authenticationRequired", return_url=RETURN)
    # axe does not look into a frame of another origin, so the fields are opened on their own.
    fields = f"{stripe_double.url}/elements/card?id=alone&origin={stripe_double.url}"
    for address in (fields, waiting.next_action.redirect_to_url.url, open_session(stripe_client).url):
        page.goto(address)
        # The frame is transparent; on its own it stands on the browser's canvas, which axe takes for white.
        page.evaluate(
            "if (top.location.pathname.startsWith('/elements')) document.body.style.background = 'Canvas'"
        )
        assert axe.Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
