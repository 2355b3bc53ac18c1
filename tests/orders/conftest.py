"""A Stripe double over real HTTP for the tests of paying."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.fakes.stripe import StripeDouble


@pytest.fixture
def stripe_double(settings: Settings) -> Iterator[StripeDouble]:
    """The provider, on a free port; the driver talks to it."""
    with StripeDouble(webhook_secret=settings.STRIPE_WEBHOOK_SECRET) as running:
        settings.STRIPE_API_BASE = running.url
        yield running
