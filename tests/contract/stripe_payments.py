"""What the Stripe contract tests share: the official client, a webhook endpoint, payments in a given situation."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import stripe

SECRET = "whsec_contract"
RETURN = "https://shop.example/orders/1/payment?step=2"


def connect(url: str, key: str = "sk_test_contract", timeout: float = 20) -> stripe.StripeClient:
    """Return the official client, as the shop builds it."""
    return stripe.StripeClient(
        key,
        base_addresses={"api": url},
        http_client=stripe.RequestsClient(timeout=timeout),
        max_network_retries=0,
    )


def body_of(error: stripe.StripeError) -> Any:
    """Return the ``error`` object of an answer."""
    return json.loads(str(error.http_body))["error"]


def wait_until(happened: Callable[[], object], seconds: float = 10) -> None:
    """Poll until something is true; fail when it still is not after some seconds."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


class Inbox:
    """A webhook endpoint: what arrived, raw; ``failures`` of the next deliveries are answered 500."""

    def __init__(self) -> None:
        self.received: list[tuple[bytes, str]] = []
        self.failures = 0
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                inbox.received.append((body, self.headers["Stripe-Signature"]))
                failed, inbox.failures = inbox.failures > 0, max(0, inbox.failures - 1)
                self.send_response(500 if failed else 200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks/stripe"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def types(self) -> list[str]:
        """Return the verified types, in order of arrival."""
        return [stripe.Webhook.construct_event(body, mark, SECRET).type for body, mark in self.received]


def card(number: str = "4242424242424242", **changes: str) -> Any:
    """Return the data of a card for ``payment_method_data``."""
    details = {"number": number, "exp_month": "12", "exp_year": "2034", "cvc": "123"} | changes
    return {"type": "card", "card": details}


def start(client: stripe.StripeClient, key: str = "1001-1-start-1", **more: Any) -> stripe.PaymentIntent:
    params = {"amount": 189_000, "currency": "usd", "capture_method": "manual", **more}
    params.setdefault("metadata", {"order": "1001"})
    return client.v1.payment_intents.create(params, {"idempotency_key": key})  # type: ignore[arg-type]


def authorize(client: stripe.StripeClient, method: str = "pm_card_visa", **more: Any) -> stripe.PaymentIntent:
    return start(client, payment_method=method, confirm="true", **more)


def charged_card(client: stripe.StripeClient, data: dict[str, Any]) -> Any:
    """Pay with this card and an address; return the card details of the charge."""
    address = {"line1": "740 Park Avenue", "postal_code": "10021", "country": "US"}
    data["billing_details"] = {"name": "Clara Whitfield", "address": address}
    intent = start(client, payment_method_data=data, confirm="true", expand=["latest_charge"])
    return intent.latest_charge.payment_method_details.card  # type: ignore[union-attr]


def open_session(client: stripe.StripeClient, **more: Any) -> Any:
    """Return a Checkout Session for one piece, to be authorised only."""
    price = {"currency": "usd", "unit_amount": 189_000, "product_data": {"name": "Birkin 30"}}
    params: Any = {
        "mode": "payment",
        "line_items": [{"price_data": price, "quantity": 1}],
        "payment_intent_data": {"capture_method": "manual", "metadata": {"order": "1001"}},
        "success_url": "https://shop.example/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.example/bag",
        "client_reference_id": "1001",
    }
    return client.v1.checkout.sessions.create(params | more, {"idempotency_key": "1001-1-checkout-1"})
