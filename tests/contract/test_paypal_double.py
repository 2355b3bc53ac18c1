"""The PayPal double on its own: its page, request ids, tokens, webhooks, faults, and a life after kill -9."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.contract.paypal_requests import CANCEL, RETURN, Inbox, Shop, order_body
from tests.fakes.paypal import PayPalDouble

ROOT = Path(__file__).parents[2]
ORDERS = "/v2/checkout/orders"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    box = Inbox()
    yield box
    box.server.shutdown()
    box.server.server_close()


@pytest.fixture
def double(inbox: Inbox) -> Iterator[PayPalDouble]:
    with PayPalDouble(webhook_url=inbox.url) as running:
        yield running


@pytest.fixture
def shop(double: PayPalDouble) -> Shop:
    return Shop(double.url)


def authorised(shop: Shop, double: PayPalDouble) -> str:
    """An authorised order; returns the id of its authorisation."""
    order = shop.order()
    double.approve(order)
    shop.post(f"{ORDERS}/{order}/authorize", key="1001-1-authorize-1")
    return str(double.state.rows("authorization")[0]["id"])


def test_the_page_works_by_plain_forms(shop: Shop, double: PayPalDouble) -> None:
    order = shop.order()
    address = f"{double.url}/checkoutnow?token={order}"
    browser = requests.Session()
    browser.trust_env = False
    page = browser.get(address, timeout=60)
    assert page.status_code == 200
    assert "$1,890.00" in page.text
    assert "<script" not in page.text
    left = browser.post(address, {"choice": "cancel"}, allow_redirects=False, timeout=60)
    assert (left.status_code, left.headers["Location"]) == (303, f"{CANCEL}?token={order}")
    assert double.summary()["orders"] == {order: "PAYER_ACTION_REQUIRED"}
    agreed = browser.post(address, {"choice": "approve"}, allow_redirects=False, timeout=60)
    assert agreed.headers["Location"] == f"{RETURN}&token={order}&PayerID=QYR5Z8XDVJNXQ"
    assert double.summary()["orders"] == {order: "APPROVED"}


def test_a_page_of_no_order(double: PayPalDouble) -> None:
    page = requests.get(f"{double.url}/checkoutnow?token=%3Cb%3E", timeout=60)
    assert page.status_code == 404
    assert "<b>" not in page.text


def test_a_request_id_acts_once(shop: Shop, double: PayPalDouble) -> None:
    first = shop.post(ORDERS, order_body(), "k")
    again = shop.post(ORDERS, order_body(), "k")
    other = shop.post(ORDERS, order_body("1.00"), "k")
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
    assert first.json()["id"] == again.json()["id"]
    assert other.json()["details"][0]["issue"] == "DUPLICATE_REQUEST_ID"
    assert len(double.state.rows("order")) == 1


def test_16_captures_with_one_id_capture_once(shop: Shop, double: PayPalDouble) -> None:
    path = f"/v2/payments/authorizations/{authorised(shop, double)}/capture"

    def capture(_: int) -> int:
        return Shop(double.url).post(path, {"final_capture": True}, "k").status_code

    with ThreadPoolExecutor(16) as pool:
        statuses = set(pool.map(capture, range(16)))
    assert statuses <= {200, 201, 409}
    assert double.summary()["movements"]["capture"] == 1


def test_answers_are_minimal_unless_asked(shop: Shop, double: PayPalDouble) -> None:
    path = f"/v2/payments/authorizations/{authorised(shop, double)}"
    assert "amount" in shop.get(path).json()
    captured = shop.post(f"{path}/capture", {}, "k")
    assert set(captured.json()) == {"id", "status", "links"}


def test_void_answers_nothing_unless_asked(shop: Shop, double: PayPalDouble) -> None:
    path = f"/v2/payments/authorizations/{authorised(shop, double)}/void"
    answer = shop.post(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert shop.post(path).json()["details"][0]["issue"] == "PREVIOUSLY_VOIDED"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", ORDERS, 404),
        ("GET", f"{ORDERS}/NOPE", 404),
        ("POST", ORDERS, 400),
        ("GET", "/v1/reporting/transactions", 400),
    ],
)
def test_refusals(shop: Shop, method: str, path: str, status: int) -> None:
    answer = shop.get(path) if method == "GET" else shop.post(path, {"intent": "AUTHORIZE"}, "k")
    assert answer.status_code == status


def test_no_token_no_answer(double: PayPalDouble) -> None:
    answer = requests.get(f"{double.url}{ORDERS}/X", headers={"Authorization": "Bearer nonsense"}, timeout=60)
    assert (answer.status_code, answer.json()["name"]) == (401, "AUTHENTICATION_FAILURE")
    refused = requests.post(f"{double.url}/v1/oauth2/token", auth=("paypal-double-client", "no"), timeout=60)
    assert refused.status_code == 401


@pytest.mark.parametrize(
    ("switch", "count"), [("webhook_duplicate", 2), ("webhook_drop", 0), ("webhook_bad_signature", 2)]
)
def test_unreliable_webhooks(shop: Shop, double: PayPalDouble, inbox: Inbox, switch: str, count: int) -> None:
    double.switch(switch)
    double.approve(shop.order())
    assert double.settled()
    assert len(inbox.received) == count


def test_a_failed_delivery_is_repeated_and_signed(shop: Shop, double: PayPalDouble, inbox: Inbox) -> None:
    inbox.failures = 1
    double.switch("webhook_bad_signature")
    double.approve(shop.order())
    assert double.settled()
    verdicts = [verdict(shop, headers, body) for headers, body in inbox.received]
    assert verdicts[0] == "FAILURE"
    assert verdicts[-1] == "SUCCESS"


def verdict(shop: Shop, headers: dict[str, str], body: bytes) -> str:
    """What the double says of what it sent."""
    lower = {name.lower(): value for name, value in headers.items()}
    names = ("auth-algo", "cert-url", "transmission-id", "transmission-sig", "transmission-time")
    question = {name.replace("-", "_"): lower[f"paypal-{name}"] for name in names}
    text = json.dumps(question | {"webhook_id": "PORTERODOUBLE"})[:-1] + ', "webhook_event": ' + body.decode()
    answer = shop.session.post(
        f"{shop.url}/v1/notifications/verify-webhook-signature", data=text + "}", timeout=60
    )
    return str(answer.json()["verification_status"])


def test_an_authorisation_survives_kill_9(tmp_path: Path) -> None:
    first, url = process(tmp_path / "paypal.json")
    shop = Shop(url)
    order = shop.order()
    shop.session.post(
        f"{url}/checkoutnow?token={order}", {"choice": "approve"}, allow_redirects=False, timeout=60
    )
    shop.post(f"{ORDERS}/{order}/authorize", key="k")
    assert end(first, signal.SIGKILL) == -signal.SIGKILL
    second, url = process(tmp_path / "paypal.json")
    again = Shop(url).post(f"{ORDERS}/{order}/authorize", key="k", Prefer="return=representation")
    assert (again.status_code, again.json()["status"]) == (200, "COMPLETED")
    assert end(second, signal.SIGTERM) == 0


def process(state: Path) -> tuple[subprocess.Popen[str], str]:
    """The double as its own process, and its address."""
    command = [sys.executable, "-m", "tests.fakes.paypal", "--port", "0", "--state", str(state)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    return running, running.stdout.readline().split()[-1]


def end(running: subprocess.Popen[str], number: signal.Signals) -> int:
    """Send a signal and wait for the end."""
    running.send_signal(number)
    assert running.stdout is not None
    running.stdout.close()
    return running.wait(timeout=60)
