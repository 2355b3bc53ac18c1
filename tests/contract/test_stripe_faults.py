"""Keys, faults and restarts: one execution per key, whatever breaks in between."""

import json
import signal
import subprocess
import sys
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.contract.stripe_payments import SECRET, Inbox, authorize, body_of, connect, start, wait_until
from tests.fakes.stripe import StripeDouble

ROOT = Path(__file__).parents[2]
KEY: Any = {"idempotency_key": "1001-1-capture-1"}


def test_same_key_replays_the_answer(stripe_client: stripe.StripeClient, stripe_double: StripeDouble) -> None:
    first, second = start(stripe_client), start(stripe_client)
    assert second.id == first.id
    assert second.last_response is not None
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.last_response.headers  # type: ignore[union-attr]
    assert len(stripe_double.state.rows("payment_intent")) == 1


def test_same_key_with_other_parameters_is_refused(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    start(stripe_client)
    with pytest.raises(stripe.IdempotencyError) as error:
        start(stripe_client, amount=1_000)
    assert error.value.http_status == 400
    assert len(stripe_double.state.rows("payment_intent")) == 1


def test_a_decline_is_replayed_too(stripe_client: stripe.StripeClient, stripe_double: StripeDouble) -> None:
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            authorize(stripe_client, "pm_card_visa_chargeDeclined")
    assert stripe_double.summary()["charges"] == {"failed": 1}


def test_a_malformed_request_does_not_use_up_its_key(stripe_client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as error:
        start(stripe_client, amount=10)
    assert error.value.code == "amount_too_small"
    assert start(stripe_client).amount == 189_000


def test_a_key_in_use_is_a_conflict(stripe_client: stripe.StripeClient, stripe_double: StripeDouble) -> None:
    intent = authorize(stripe_client)
    stripe_double.switch("slow", "payment_intents.capture", seconds=20)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(stripe_client.v1.payment_intents.capture, intent.id, {}, KEY)
        wait_until(lambda: not stripe_double.switches.listed())
        with pytest.raises(stripe.APIError) as error:
            connect(stripe_double.url).v1.payment_intents.capture(intent.id, {}, KEY)
        stripe_double.api.stopping.set()
        assert slow.result(timeout=60).status == "succeeded"
    assert (error.value.http_status, body_of(error.value)["code"]) == (409, "idempotency_key_in_use")
    assert stripe_double.summary()["captures_per_intent"] == {intent.id: 1}


def test_32_captures_with_one_key_capture_once(stripe_double: StripeDouble) -> None:
    intent = authorize(connect(stripe_double.url))
    barrier = threading.Barrier(32)

    def capture(_: int) -> str:
        client = connect(stripe_double.url)
        barrier.wait(timeout=20)
        try:
            return client.v1.payment_intents.capture(intent.id, {}, KEY).status
        except stripe.APIError as error:
            return str(error.http_status)

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(capture, range(32)))
    assert set(answers) <= {"succeeded", "409"}
    assert "succeeded" in answers
    assert stripe_double.summary()["captures_per_intent"] == {intent.id: 1}
    assert stripe_double.summary()["requests"]["payment_intents.capture"] == 32


def test_32_captures_with_different_keys_capture_once(stripe_double: StripeDouble) -> None:
    intent = authorize(connect(stripe_double.url))

    def capture(number: int) -> str:
        try:
            client = connect(stripe_double.url)
            return client.v1.payment_intents.capture(intent.id, {}, {"idempotency_key": f"k{number}"}).status
        except stripe.InvalidRequestError as error:
            return str(error.code)

    with ThreadPoolExecutor(32) as pool:
        answers = sorted(pool.map(capture, range(32)))
    assert answers == ["payment_intent_unexpected_state"] * 31 + ["succeeded"]
    assert stripe_double.summary()["captures_per_intent"] == {intent.id: 1}


@pytest.mark.parametrize(("kind", "acted"), [("timeout_before", 0), ("timeout_after", 1)])
def test_timeouts(stripe_double: StripeDouble, kind: str, acted: int) -> None:
    intent = authorize(connect(stripe_double.url))
    impatient = connect(stripe_double.url, timeout=1)
    stripe_double.switch(kind, "payment_intents.capture", seconds=5)
    with pytest.raises(stripe.APIConnectionError):
        impatient.v1.payment_intents.capture(intent.id, {}, KEY)
    assert stripe_double.summary()["movements"]["capture"] == acted

    again = connect(stripe_double.url).v1.payment_intents.capture(intent.id, {}, KEY)
    assert again.status == "succeeded"
    assert stripe_double.summary()["captures_per_intent"] == {intent.id: 1}


@pytest.mark.parametrize(("kind", "acted"), [("http_500_before", 0), ("http_500_after", 1)])
def test_server_errors(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, kind: str, acted: int
) -> None:
    intent = authorize(stripe_client)
    stripe_double.switch(kind, "payment_intents.capture")
    with pytest.raises(stripe.APIError) as error:
        stripe_client.v1.payment_intents.capture(intent.id, {}, KEY)
    assert error.value.http_status == 500
    assert stripe_double.summary()["movements"]["capture"] == acted


def test_rate_limit_and_decline_switches(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    stripe_double.switch("rate_limit", "payment_intents.*")
    with pytest.raises(stripe.RateLimitError):
        authorize(stripe_client)
    stripe_double.switch("decline", "payment_intents.create", decline_code="insufficient_funds")
    with pytest.raises(stripe.CardError) as error:
        authorize(stripe_client)
    assert body_of(error.value)["decline_code"] == "insufficient_funds"
    assert stripe_double.summary()["cents"] == {}


def test_processing_waits_to_be_resolved(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    stripe_double.switch("processing", "payment_intents.create")
    intent = authorize(stripe_client)
    assert intent.status == "processing"
    assert stripe_double.resolve(intent.id)["status"] == "requires_capture"


@pytest.mark.parametrize("key", ["", "pk_test_shop", "nonsense"])
def test_other_keys_may_not_ask(stripe_double: StripeDouble, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError):
        connect(stripe_double.url, key or "sk_live_x").v1.payment_intents.list({"limit": 1})


def test_publishable_key_sees_one_intent_with_its_secret(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    intent, other = start(stripe_client), start(stripe_client, "other")
    browser = connect(stripe_double.url, "pk_test_shop").v1.payment_intents
    seen = browser.retrieve(intent.id, {"client_secret": intent.client_secret or ""})
    assert seen.amount == 189_000
    assert "metadata" not in seen
    with pytest.raises(stripe.InvalidRequestError):
        browser.retrieve(intent.id, {"client_secret": other.client_secret or ""})


def test_webhooks_are_retried(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, stripe_inbox: Inbox
) -> None:
    stripe_inbox.failures = 1
    authorize(stripe_client)
    assert stripe_double.settled()
    assert stripe_inbox.types() == ["payment_intent.amount_capturable_updated"] * 2


@pytest.mark.parametrize(
    ("kind", "arrived"),
    [
        ("webhook_duplicate", ["amount_capturable_updated", "amount_capturable_updated", "canceled"]),
        ("webhook_drop", ["canceled"]),
        ("webhook_hold", ["canceled"]),
    ],
)
def test_unreliable_webhooks(
    stripe_client: stripe.StripeClient,
    stripe_double: StripeDouble,
    stripe_inbox: Inbox,
    kind: str,
    arrived: list[str],
) -> None:
    stripe_double.switch(kind, "payment_intent.amount_capturable_updated")
    stripe_client.v1.payment_intents.cancel(authorize(stripe_client).id)
    assert stripe_double.settled()
    assert payment_events(stripe_inbox) == arrived


def test_out_of_order_and_replayed(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, stripe_inbox: Inbox
) -> None:
    stripe_double.switch("webhook_out_of_order", "payment_intent.amount_capturable_updated")
    authorize(stripe_client)
    wait_until(lambda: stripe_double.state.rows("delivery", state="overtaken"))
    stripe_client.v1.payment_intents.cancel(stripe_double.state.rows("payment_intent")[0]["id"])
    assert stripe_double.settled()
    assert sorted(payment_events(stripe_inbox)) == ["amount_capturable_updated", "canceled"]
    assert stripe_inbox.types()[0] == "charge.refunded"
    stripe_double.deliver(everything=True)
    assert stripe_double.settled()
    assert len(stripe_inbox.received) == 6


def test_wrong_signature_is_noticed(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, stripe_inbox: Inbox
) -> None:
    stripe_double.switch("webhook_bad_signature")
    authorize(stripe_client)
    assert stripe_double.settled()
    (forged, mark), (genuine, seal) = stripe_inbox.received
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(forged, mark, SECRET)
    assert stripe.Webhook.construct_event(genuine, seal, SECRET).data.object["status"] == "requires_capture"


def payment_events(inbox: Inbox) -> list[str]:
    """Return the PaymentIntent events that arrived, without their prefix."""
    return [
        kind.removeprefix("payment_intent.") for kind in inbox.types() if kind.startswith("payment_intent.")
    ]


class Process:
    """The double as its own process."""

    def __init__(self, state: Path, port: int = 0) -> None:
        command = [sys.executable, "-m", "tests.fakes.stripe", "--port", str(port), "--state", str(state)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split()[-1]

    def end(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(number)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(timeout=60)


def test_an_authorisation_survives_kill_9(tmp_path: Path) -> None:
    first = Process(tmp_path / "stripe.json")
    intent = authorize(connect(first.url))
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    with (tmp_path / "stripe.json").open("ab") as journal:
        journal.write(b'[["payment_intent","torn",{"id"')

    second = Process(tmp_path / "stripe.json")
    client = connect(second.url)
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_capture"
    assert authorize(client).id == intent.id
    assert len(client.v1.payment_intents.list({"created": {"gte": intent.created}}).data) == 1
    assert second.end(signal.SIGTERM) == 0


def test_switches_over_http(stripe_double: StripeDouble) -> None:
    body = json.dumps({"kind": "http_500_before", "operation": "refunds.create", "count": 2}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{stripe_double.url}/_double/switch", body, headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert json.load(answer)["switches"][0]["count"] == 2
    with urllib.request.urlopen(f"{stripe_double.url}/_double/state", timeout=60) as answer:
        assert json.load(answer)["switches"][0]["operation"] == "refunds.create"
