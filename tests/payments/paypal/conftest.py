"""A PayPal double over real HTTP, and attempts that are to be paid there."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from orders.payments.models import Payment
from orders.payments.providers.paypal import PayPal
from tests.factories.orders import pending_order
from tests.fakes.paypal import PayPalDouble


@pytest.fixture
def double(settings: Settings) -> Iterator[PayPalDouble]:
    """The provider, on a free port; the driver talks to it."""
    with PayPalDouble() as running:
        settings.PAYPAL_API_BASE = running.url
        yield running


@pytest.fixture
def driver(double: PayPalDouble) -> PayPal:
    return PayPal()


@pytest.fixture
def payment(db: None) -> Payment:
    """An attempt to pay a new order with PayPal, before anybody was called."""
    order = pending_order()
    return Payment.objects.create(
        order=order,
        attempt=1,
        provider="paypal",
        method="paypal",
        amount=order.total_incl_tax,
        currency="USD",
    )
