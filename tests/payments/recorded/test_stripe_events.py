"""What we make of Stripe's events: what each is about, and what is kept of it."""

import json
from typing import Any

import pytest

from orders.payments.gateway import Topic
from orders.payments.providers.stripe.events import event_of
from tests.payments.recorded.stripe_answers import DISPUTED, INTENT, REFUNDED, charge


def _event(kind: str, thing: Any, **more: Any) -> dict[str, Any]:
    about = {"object": thing} if thing is not None else {}
    return {
        "id": "evt_3QxYz2LkdIwHu7ix",
        "object": "event",
        "api_version": "2026-05-27",
        "created": 1795000061,
        "data": about,
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    } | more


@pytest.mark.parametrize(
    ("kind", "thing", "topic", "reference", "named"),
    [
        ("payment_intent.amount_capturable_updated", INTENT, Topic.PAYMENT, INTENT["id"], {}),
        ("payment_intent.partially_funded", INTENT, Topic.PAYMENT, INTENT["id"], {}),
        ("charge.refunded", charge(payment_intent="pi_1"), Topic.REFUND, "pi_1", {}),
        (
            "charge.refund.updated",
            REFUNDED,
            Topic.REFUND,
            REFUNDED["payment_intent"],
            {"refund": REFUNDED["id"]},
        ),
        ("refund.failed", REFUNDED, Topic.REFUND, REFUNDED["payment_intent"], {"refund": REFUNDED["id"]}),
        (
            "charge.dispute.funds_withdrawn",
            DISPUTED,
            Topic.DISPUTE,
            "",
            {"dispute": DISPUTED["id"], "charge": "ch_1"},
        ),
        (
            "review.closed",
            {"id": "prv_1", "object": "review", "charge": "ch_1", "payment_intent": "pi_1"},
            Topic.PAYMENT,
            "pi_1",
            {"charge": "ch_1"},
        ),
        (
            "radar.early_fraud_warning.created",
            {"id": "issfr_1", "object": "radar.early_fraud_warning", "charge": "ch_1"},
            Topic.OTHER,
            "",
            {"charge": "ch_1"},
        ),
        ("v2.core.event_destination.ping", None, Topic.OTHER, "", {}),
    ],
)
def test_events(kind: str, thing: Any, topic: Topic, reference: str, named: dict[str, str]) -> None:
    event = event_of(_event(kind, thing))
    assert (event.topic, event.reference) == (topic, reference)
    assert named.items() <= dict(event.facts).items()


def test_an_events_secrets_are_not_kept() -> None:
    event = event_of(_event("payment_intent.succeeded", INTENT))
    assert "secret" not in json.dumps(dict(event.facts))
    assert event.facts["metadata"] == {"order": "R-67000118", "attempt": "1"}
