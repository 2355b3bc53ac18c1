"""What the driver reads from webhooks, of any version: ids only, and never a crash."""

import json
import time
from typing import Any

import pytest
from pytest_django import Settings

from orders.payments.gateway import BadWebhook, Topic
from orders.payments.providers.stripe import StripePayments
from orders.payments.providers.stripe.events import event_of
from tests.fakes.stripe.signature import headers, signature
from tests.payments.stripe.answers import affirm_intent, charge, dispute, event, intent, refund

SECRET = "whsec_test"


@pytest.mark.parametrize(
    ("kind", "thing", "topic", "reference"),
    [
        ("payment_intent.succeeded", intent("succeeded"), Topic.PAYMENT, "pi_1"),
        ("payment_intent.payment_failed", affirm_intent("x"), Topic.PAYMENT, "pi_1"),
        ("charge.captured", charge(payment_intent="pi_1"), Topic.PAYMENT, "pi_1"),
        ("charge.expired", charge(payment_intent={"id": "pi_1"}), Topic.PAYMENT, "pi_1"),
        ("charge.refunded", charge(payment_intent="pi_1"), Topic.REFUND, "pi_1"),
        ("charge.refund.updated", refund(payment_intent="pi_1"), Topic.REFUND, "pi_1"),
        ("refund.created", refund(payment_intent="pi_1"), Topic.REFUND, "pi_1"),
        ("refund.failed", refund(), Topic.REFUND, ""),
        ("charge.dispute.created", dispute(), Topic.DISPUTE, "pi_1"),
        ("charge.dispute.closed", dispute(payment_intent=None), Topic.DISPUTE, ""),
        (
            "review.opened",
            {"object": "review", "id": "prv_1", "payment_intent": "pi_1"},
            Topic.PAYMENT,
            "pi_1",
        ),
        ("payout.paid", {"object": "payout", "id": "po_1"}, Topic.OTHER, ""),
        ("invoice.paid", {"object": "invoice", "id": "in_1", "payment_intent": "pi_9"}, Topic.OTHER, "pi_9"),
    ],
)
def test_topics_and_references(kind: str, thing: dict[str, Any], topic: Topic, reference: str) -> None:
    told = event_of(event(kind, thing))
    assert (told.id, told.kind, told.topic, told.reference) == ("evt_1", kind, topic, reference)


def test_ids_that_workers_look_for() -> None:
    assert event_of(event("charge.dispute.updated", dispute())).facts["dispute"] == "dp_1"
    assert event_of(event("charge.dispute.updated", dispute())).facts["charge"] == "ch_1"
    assert event_of(event("refund.updated", refund())).facts["refund"] == "re_1"
    session = {"object": "checkout.session", "id": "cs_1", "payment_intent": None}
    assert event_of(event("checkout.session.completed", session)).facts["session"] == "cs_1"


def test_our_metadata_is_kept_and_nothing_else() -> None:
    secret = {"order": "R-12345678", "attempt": "1", "card": "4242424242424242"}
    told = event_of(event("payment_intent.succeeded", intent(metadata=secret)))
    assert told.facts["metadata"] == {"order": "R-12345678", "attempt": "1"}
    odd = event_of(event("payment_intent.succeeded", intent(metadata={"order": "4242424242424242"})))
    assert odd.facts["metadata"] == {}
    assert "pi_1_secret_x" not in str(told)


@pytest.mark.parametrize(
    "data", [None, {}, {"object": None}, {"object": []}, {"object": {"object": "charge"}}]
)
def test_an_event_about_nothing_is_still_an_event(data: Any) -> None:
    told = event_of({"id": "evt_1", "type": "charge.succeeded", "data": data, "request": "req_1"})
    assert (told.reference, told.topic) == ("", Topic.PAYMENT)


def test_a_number_for_an_id() -> None:
    assert event_of({"id": 17, "type": "payment_intent.created"}).id == "17"


@pytest.mark.parametrize(
    "answer", [{}, {"id": "evt_1"}, {"type": "charge.succeeded"}, {"id": None, "type": "x"}]
)
def test_what_is_no_event(answer: dict[str, Any]) -> None:
    with pytest.raises(BadWebhook):
        event_of(answer)


@pytest.fixture
def driver(settings: Settings) -> StripePayments:
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    return StripePayments()


def test_a_signed_body_whatever_the_case_of_its_header(driver: StripePayments) -> None:
    body = json.dumps(event("payment_intent.succeeded", intent("succeeded"))).encode()
    signed = {name.lower(): value for name, value in headers(SECRET, body).items()}
    assert driver.parse_webhook(signed, body).reference == "pi_1"


@pytest.mark.parametrize("body", [b"[]", b"null", b"{", b"\xff\xfe", b'"evt_1"'])
def test_a_signed_body_that_is_no_event(driver: StripePayments, body: bytes) -> None:
    with pytest.raises(BadWebhook):
        driver.parse_webhook(headers(SECRET, body), body)


def test_a_wrong_signature_keeps_nothing_of_the_body(driver: StripePayments) -> None:
    body = json.dumps(event("charge.succeeded", charge(description="canary-4242"))).encode()
    for bad in (headers("whsec_other", body), {}, {"Stripe-Signature": "t=x,v1=y"}):
        with pytest.raises(BadWebhook) as error:
            driver.parse_webhook(bad, body)
        assert "canary" not in str(error.value)
        assert error.value.__cause__ is None


def test_an_old_event_replayed_is_refused(driver: StripePayments) -> None:
    body = json.dumps(event("payment_intent.succeeded", intent("succeeded"))).encode()
    moment = int(time.time()) - 302
    with pytest.raises(BadWebhook):
        driver.parse_webhook({"Stripe-Signature": signature(SECRET, body, moment)}, body)
