"""What the tests of the PayPal double share: plain HTTP as anybody could send it, and a webhook endpoint."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

CREDENTIALS = ("paypal-double-client", "paypal-double-secret")
RETURN, CANCEL = "https://shop.example/paid?step=2", "https://shop.example/pay"
Json = dict[str, Any]


class Shop:
    """A client of the double's API with a token of its own."""

    def __init__(self, url: str) -> None:
        self.url, self.session = url, requests.Session()
        self.session.trust_env = False
        answer = self.session.post(
            f"{url}/v1/oauth2/token", data={"grant_type": "client_credentials"}, auth=CREDENTIALS, timeout=60
        )
        self.session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def get(self, path: str) -> requests.Response:
        return self.session.get(f"{self.url}{path}", timeout=60)

    def post(self, path: str, body: Json | None = None, key: str = "", **headers: str) -> requests.Response:
        marks = ({"PayPal-Request-Id": key} if key else {}) | headers
        return self.session.post(f"{self.url}{path}", json=body or {}, headers=marks, timeout=60)

    def order(self, value: str = "1890.00", key: str = "1001-1-start-1") -> str:
        """Create an order; returns its id."""
        return str(self.post("/v2/checkout/orders", order_body(value), key).json()["id"])


class Inbox:
    """A webhook endpoint: what arrived, headers and raw body; `failures` of the next are answered 500."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.failures = 0
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                inbox.received.append((dict(self.headers.items()), body))
                failed, inbox.failures = inbox.failures > 0, max(0, inbox.failures - 1)
                self.send_response(500 if failed else 200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks/paypal/"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


def order_body(value: str = "1890.00") -> Json:
    """The least the double takes."""
    context = {"return_url": RETURN, "cancel_url": CANCEL}
    return {
        "intent": "AUTHORIZE",
        "purchase_units": [{"amount": {"currency_code": "USD", "value": value}}],
        "payment_source": {"paypal": {"experience_context": context}},
    }
