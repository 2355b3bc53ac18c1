"""The inbox: verified, stored once, answered 200, worked off by asking the provider."""

import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.payments import tasks
from orders.payments.models import Payment, WebhookMessage
from tests.factories.orders import pending_order
from tests.factories.payments import authorised_payment
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db


def deliver(event: dict[str, Any], *, secret: str = "", age: int = 0) -> Any:
    """POST an event the way Stripe does, signed over the raw body."""
    body, moment = json.dumps(event), int(time.time()) - age
    mark = hmac.new(
        (secret or settings.STRIPE_WEBHOOK_SECRET).encode(), f"{moment}.{body}".encode(), hashlib.sha256
    )
    return Client().post(
        reverse("orders:webhook", args=["stripe"]),
        body,
        content_type="application/json",
        headers={"Stripe-Signature": f"t={moment},v1={mark.hexdigest()}"},
    )


def authorised_event(payment: Payment, id: str = "evt_1") -> dict[str, Any]:
    thing = {"object": "payment_intent", "id": payment.reference, "metadata": {}}
    return {
        "id": id,
        "object": "event",
        "type": "payment_intent.amount_capturable_updated",
        "data": {"object": thing},
    }


def test_an_event_confirms_the_order_before_the_buyer_is_back(
    stripe_double: StripeDouble, django_capture_on_commit_callbacks: Any
) -> None:
    order = pending_order()
    payment = authorised_payment(order)
    with django_capture_on_commit_callbacks(execute=True):
        assert deliver(authorised_event(payment)).status_code == 200
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_the_same_event_twice_is_stored_and_worked_once(stripe_double: StripeDouble) -> None:
    payment = authorised_payment(pending_order())
    assert [deliver(authorised_event(payment)).status_code for _ in range(2)] == [200, 200]
    assert WebhookMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("_case", "secret", "age"),
    [("wrong secret", "whsec_wrong", 0), ("replayed after a day", "", 86_400)],
)
def test_an_event_that_stripe_did_not_sign_now_is_refused(_case: str, secret: str, age: int) -> None:
    event = {"id": "evt_x", "object": "event", "type": "t", "data": {"object": {"object": "x"}}}
    assert deliver(event, secret=secret, age=age).status_code == 400
    assert not WebhookMessage.objects.exists()


def test_an_unknown_event_is_kept() -> None:
    event = {"id": "evt_u", "object": "event", "type": "radar.early", "data": {"object": {"object": "radar"}}}
    assert deliver(event).status_code == 200
    message = WebhookMessage.objects.get()
    tasks.work_webhook(message.pk)
    message.refresh_from_db()
    assert (message.problem, message.processed_at is None) == ("no payment of ours", False)


def test_an_event_that_overtakes_our_own_answer_finds_its_payment(stripe_double: StripeDouble) -> None:
    order = pending_order()
    payment = authorised_payment(order)
    Payment.objects.filter(pk=payment.pk).update(reference="", state="created")
    event = authorised_event(payment)
    event["data"]["object"]["metadata"] = {"order": order.number, "attempt": "1"}
    deliver(event)
    tasks.work_webhook(WebhookMessage.objects.get().pk)
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_a_message_whose_task_died_is_swept(stripe_double: StripeDouble) -> None:
    order = pending_order()
    deliver(authorised_event(authorised_payment(order)))
    WebhookMessage.objects.update(received_at=timezone.now() - timedelta(minutes=5))
    tasks.sweep_webhooks()
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_what_the_inbox_keeps_has_no_personal_data(stripe_double: StripeDouble) -> None:
    event = authorised_event(authorised_payment(pending_order()))
    event["data"]["object"]["receipt_email"] = "clara@example.com"
    deliver(event)
    assert "clara" not in json.dumps(WebhookMessage.objects.get().payload)


def test_an_unknown_provider_is_a_404() -> None:
    assert (
        Client().post(reverse("orders:webhook", args=["acme"]), b"{}", "application/json").status_code == 404
    )
