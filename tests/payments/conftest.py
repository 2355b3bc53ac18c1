"""Tests of what is followed after a payment: its provider answers what the test tells it."""

import pytest
from pytest_django import Settings

from accounts.models import User
from orders.payments.models import Payment
from tests.factories.ledger import Ledger
from tests.factories.orders import confirmed_order
from tests.factories.people import staff


@pytest.fixture
def ledger(settings: Settings) -> type[Ledger]:
    """Stripe's place is taken by a provider with the books of this test."""
    driver = "tests.factories.ledger.ToldProvider"
    settings.PAYMENT_PROVIDERS = settings.PAYMENT_PROVIDERS | {"stripe": driver, "authorizenet": driver}
    Ledger.begin()
    return Ledger


@pytest.fixture
def paid() -> Payment:
    """The captured payment of a confirmed order."""
    return confirmed_order().payments.get()


@pytest.fixture
def accountant() -> User:
    return staff("Accounting", first_name="Rosa", last_name="Miller")
