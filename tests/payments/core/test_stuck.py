"""What the provider refuses by a fault of ours, and events too odd for their columns."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from orders import expiry
from orders.payments import webhooks
from orders.payments.gateway import Refused, Topic, WebhookEvent
from orders.payments.models import Payment, WebhookMessage
from orders.payments.providers.stripe import StripePayments
from orders.payments.settle import settle
from tests.factories.orders import pending_order
from tests.factories.passing import expire
from tests.factories.payments import authorised_payment
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def stripe_double(settings: Settings) -> Iterator[StripeDouble]:
    with StripeDouble(webhook_secret=settings.STRIPE_WEBHOOK_SECRET) as running:
        settings.STRIPE_API_BASE = running.url
        yield running


def refusing(driver: StripePayments, payment: Payment, amount: object, key: str) -> None:
    raise Refused("Our team has been told.", code="amount_too_large")


def test_a_refused_capture_is_shown_to_staff_tried_again_and_voided_at_the_end(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = pending_order()
    payment = authorised_payment(order)
    monkeypatch.setattr(StripePayments, "capture", refusing)
    for _ in range(2):
        with pytest.raises(Refused):
            settle(payment.pk)
    payment.refresh_from_db()
    assert (payment.state, payment.needs_review) == ("authorised", True)
    assert payment.lookup_at is not None
    assert payment.events.filter(kind="needs_review").count() == 1
    expire(order)
    assert expiry.expire_holds() == 1
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert stripe_double.state.rows("payment_intent")[0]["status"] == "canceled"


def test_a_refused_capture_that_works_later_confirms_the_order(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = authorised_payment(pending_order())
    with monkeypatch.context() as patched:
        patched.setattr(StripePayments, "capture", refusing)
        with pytest.raises(Refused):
            settle(payment.pk)
    assert settle(payment.pk).state == "captured"
    payment.order.refresh_from_db()
    assert payment.order.status == "confirmed"


def test_an_event_too_odd_for_its_columns_is_kept_once() -> None:
    odd = WebhookEvent(id="e" * 500, kind="k\x00" * 90, reference="r" * 300, topic=Topic.OTHER)
    assert webhooks.receive("stripe", odd) is not None
    assert webhooks.receive("stripe", odd) is None
    kept = WebhookMessage.objects.get()
    assert (len(kept.event_id), kept.kind, len(kept.reference)) == (120, "k" * 80, 120)
