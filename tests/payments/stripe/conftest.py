"""A Stripe double over real HTTP, and attempts that are to be paid there."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from orders.payments.providers.stripe import StripePayments
from tests.fakes.stripe import StripeDouble


@pytest.fixture
def double(settings: Settings) -> Iterator[StripeDouble]:
    """The provider, on a free port; the driver talks to it."""
    with StripeDouble() as running:
        settings.STRIPE_API_BASE = running.url
        yield running


@pytest.fixture
def driver(double: StripeDouble) -> StripePayments:
    return StripePayments()
