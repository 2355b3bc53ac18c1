"""The poller: a provider that is silent keeps nobody else's payments waiting."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from orders.payments import tasks
from orders.payments.models import Payment
from tests.factories.orders import pending_order
from tests.factories.passing import due
from tests.factories.payments import authorised_payment
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db

NOBODY = "http://127.0.0.1:9"  # the discard port: nothing answers there


@pytest.fixture
def stripe_double(settings: Settings) -> Iterator[StripeDouble]:
    with StripeDouble(webhook_secret=settings.STRIPE_WEBHOOK_SECRET) as running:
        settings.STRIPE_API_BASE = running.url
        yield running


def test_a_silent_provider_does_not_stand_before_the_others(
    stripe_double: StripeDouble, settings: Settings
) -> None:
    settings.PAYPAL_API_BASE = NOBODY
    for number in range(4):
        order = pending_order()
        Payment.objects.create(
            order=order,
            attempt=1,
            provider="paypal",
            method="paypal",
            amount=order.total_incl_tax,
            state="started",
            reference=f"5O{number}",
            lookup_at=timezone.now() - timedelta(hours=1),
        )
    payment = authorised_payment(pending_order())
    due(payment.order)
    tasks.poll_payments()
    payment.refresh_from_db()
    assert payment.state == "captured"
    assert Payment.objects.filter(provider="paypal", state="started").count() == 4
