"""A captured payment at a provider in memory, and one paid by wire."""

import pytest
from pytest_django import Settings

from orders.order.models import Order
from orders.payments.models import Method, Payment
from tests.factories.orders import confirmed_order
from tests.payments.refunds import driver
from tests.payments.refunds.driver import Books


@pytest.fixture
def books(settings: Settings) -> Books:
    """The provider's own books, empty; every card payment goes through it."""
    settings.PAYMENT_PROVIDERS = settings.PAYMENT_PROVIDERS | {
        "stripe": "tests.payments.refunds.driver.MemoryRefunds"
    }
    driver.BOOKS = Books()
    return driver.BOOKS


@pytest.fixture
def order(books: Books) -> Order:
    return confirmed_order()


@pytest.fixture
def payment(order: Order) -> Payment:
    return order.payments.get()


@pytest.fixture
def wired(order: Order) -> Payment:
    """The same, had she paid by wire."""
    order.payments.update(method=Method.WIRE, provider="wire", details={})
    return order.payments.get()
