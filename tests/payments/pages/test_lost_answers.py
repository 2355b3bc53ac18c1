"""What her pages say when the shop itself doesn't know: never that nothing was charged when something may have been."""

import pytest
from django.utils import timezone

from orders.order.models import Order
from orders.payments import outcome
from orders.payments.gateway import Standing, Truth, Unknown
from orders.payments.models import Payment
from orders.payments.settle import settle
from tests.factories.orders import pending_order
from tests.factories.passing import expire
from tests.factories.payments import authorised_payment, started_payment
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double
from tests.payments.pages.looking import page, words

__all__ = ["stripe_double"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def charged_unknown(stripe_double: StripeDouble) -> Order:
    """Stripe has charged her card, and from then on it is silent."""
    order = pending_order()
    payment = authorised_payment(order)
    stripe_double.switch("http_500_after", "payment_intents.capture")
    with pytest.raises(Unknown):
        settle(payment.pk)
    stripe_double.switch("http_500_before", "*", count=9)
    assert stripe_double.summary()["movements"]["capture"] == 1
    return order


def test_the_payment_page_asks_her_to_wait(charged_unknown: Order) -> None:
    told = words(page(charged_unknown))
    assert "We are asking the bank" in told
    assert "othing was charged" not in told


def test_the_order_page_says_so_also_when_the_hold_is_over(charged_unknown: Order) -> None:
    expire(charged_unknown)
    told = words(page(charged_unknown, "order"))
    assert "is on its way and we are confirming it" in told
    assert "nothing has been charged" not in told


def test_an_approval_of_an_attempt_that_is_over_is_left_alone(stripe_double: StripeDouble) -> None:
    payment = started_payment(pending_order())
    Payment.objects.filter(pk=payment.pk).update(state="cancelled", lookup_at=None)
    truth = Truth(Standing.APPROVED, payment.reference, payment.amount, payment.currency)
    assert outcome.approved(payment.pk, truth, lookup_at=timezone.now()).next is outcome.Next.WAIT
    payment.refresh_from_db()
    assert (payment.state, payment.lookup_at) == ("cancelled", None)
