"""The payment pages with a scripted provider behind every way to pay."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from tests.payments.pages.scripted import PATH, Script, begin_script


@pytest.fixture(autouse=True)
def _nobody_counted() -> None:
    cache.clear()


@pytest.fixture
def script(settings: Settings) -> Iterator[Script]:
    """Stripe, Authorize.net, PayPal and the bank all say what the script says."""
    settings.PAYMENT_PROVIDERS = dict.fromkeys(("stripe", "authorizenet", "paypal", "wire"), PATH)
    yield from begin_script()
