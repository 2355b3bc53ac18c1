"""The hold ends while she pays: either she has it and paid once, or it is free and she paid nothing."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from catalog.models import Hold
from orders import cancellation, expiry
from orders.models import Claim
from orders.order.models import Order
from orders.payments import attempts
from orders.payments.models import Payment
from orders.payments.settle import settle
from tests.factories.catalog import listed_item
from tests.factories.orders import pending_order
from tests.factories.payments import authorised_payment, pay_at_provider, started_payment
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double
from tests.races.together import together

__all__ = ["stripe_double"]
pytestmark = pytest.mark.django_db(transaction=True)


def end_the_hold() -> None:
    now = timezone.now()
    Hold.objects.update(created_at=now - timedelta(hours=1), expires_at=now - timedelta(seconds=1))


def test_canary_without_asking_the_provider_a_paid_order_is_cancelled(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = pending_order(listed_item())
    payment = authorised_payment(order)
    stale = Order.objects.select_related("contact").get(pk=order.pk)

    def closes_nothing_while_she_pays(order: Order, *, even_authorised: bool) -> bool:
        settle(payment.pk)
        return True

    monkeypatch.setattr(attempts, "close", closes_nothing_while_she_pays)
    monkeypatch.setattr(cancellation, "lock_order", lambda pk: stale)
    as_oscar = SimpleNamespace(transition=lambda pk, to, **facts: _set_as_oscar_does(stale, to))
    monkeypatch.setattr(cancellation, "lifecycle", as_oscar)
    end_the_hold()
    expiry.expire_holds()
    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, payment.state) == ("cancelled", "captured")


def _set_as_oscar_does(order: Order, status: str) -> None:
    order.status = status
    order.save()


@pytest.mark.parametrize("_round", range(4))
def test_expiry_and_payment_at_once(_round: int, stripe_double: StripeDouble) -> None:
    item = listed_item()
    order = pending_order(item)
    payment = started_payment(order)
    end_the_hold()

    def pay() -> Payment:
        pay_at_provider(payment)
        return settle(payment.pk)

    together([pay, expiry.expire_holds])
    settle(payment.pk)
    expiry.expire_holds()
    order.refresh_from_db()
    taken = sum(i["amount_received"] for i in stripe_double.state.rows("payment_intent"))
    claimed = Claim.objects.filter(item=item, released_at=None).exists()
    assert (order.status, taken, claimed) in [
        ("confirmed", int(order.total_incl_tax * 100), True),
        ("cancelled", 0, False),
    ]
