"""No provider is called while a transaction is open: a lock would wait for the network."""

import pytest
from django.db import transaction
from pytest_django import Settings

from orders.payments.gateway import Unknown, gateway
from orders.payments.models import Payment
from tests.factories.orders import pending_order

pytestmark = pytest.mark.django_db

PROVIDERS = {"stripe": "card", "authorizenet": "card", "paypal": "paypal"}
NOBODY = "http://127.0.0.1:9"  # the discard port: nothing answers there


@pytest.fixture(params=PROVIDERS)
def payment(request: pytest.FixtureRequest, settings: Settings) -> Payment:
    """An attempt at a provider whom nobody can reach."""
    settings.STRIPE_API_BASE = settings.PAYPAL_API_BASE = settings.AUTHORIZENET_API_URL = NOBODY
    order = pending_order()
    return Payment.objects.create(
        order=order,
        attempt=1,
        provider=request.param,
        method=PROVIDERS[request.param],
        amount=order.total_incl_tax,
        reference="1234",
    )


def test_a_call_inside_a_transaction_is_our_fault(payment: Payment) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a database transaction"):
        gateway(payment.provider).lookup(payment)


def test_outside_one_it_is_made(payment: Payment) -> None:
    with pytest.raises(Unknown):
        gateway(payment.provider).lookup(payment)
