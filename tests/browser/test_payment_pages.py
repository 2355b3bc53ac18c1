"""Where a payment stands, for everybody to read: waiting, looked at, over, paused, declined, and the wire's details."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from orders import cancellation
from orders.access import token_for
from orders.order.models import Order
from orders.payments.models import Method, Payment, PaymentState
from orders.payments.states import append
from tests.browser.conftest import no_violations
from tests.drills.running_shop import running_shop
from tests.factories.orders import pending_order
from tests.factories.passing import expire
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@transaction.atomic
def attempt(order: Order, state: str = "started", **facts: object) -> Payment:
    told = {"provider": "stripe", "method": Method.CARD, "amount": order.total_incl_tax, "state": state}
    return Payment.objects.create(order=order, attempt=order.payments.count() + 1, **told | facts)


def waiting() -> Order:
    """Her bank says nothing: the provider knows no such payment yet."""
    order = pending_order()
    attempt(order, method=Method.AFFIRM, reference="pi_unknown")
    return order


def declined() -> Order:
    order = pending_order()
    attempt(order, PaymentState.FAILED, problem="Your card has insufficient funds.")
    return order


def paused() -> Order:
    order = pending_order()
    for _ in range(5):
        append(attempt(order, PaymentState.FAILED, problem="Your card was declined."), "declined")
    return order


def over() -> Order:
    order = pending_order()
    expire(order)
    cancellation.cancel_unpaid(order, reason=cancellation.TIME_RAN_OUT, keep_hold=False)
    return order


def money_back() -> Order:
    order = over()
    total, now = order.total_incl_tax, timezone.now()
    facts = {"captured_amount": total, "captured_at": now, "authorised_at": now, "reference": "pi_late"}
    attempt(order, PaymentState.STRAY, details={"brand": "amex", "last4": "0005"}, **facts)
    return order


PAGES: dict[str, tuple[Callable[[], Order], str]] = {
    "waiting": (waiting, "We are asking Affirm"),
    "declined": (declined, "Your card has insufficient funds."),
    "paused": (paused, "Several cards were declined."),
    "over": (over, "This order is closed"),
    "money back": (money_back, "American Express ending 0005"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_a_payment_stands(scheme: str, stripe_double: StripeDouble, visit: Callable[..., Page]) -> None:
    orders = {name: make() for name, (make, _) in PAGES.items()}
    with running_shop(stripe_double, workers=1, threads=4) as web:
        page = visit("desk", color_scheme=scheme)
        for name, (_, says) in PAGES.items():
            page.goto(web.url + reverse("orders:pay", args=[token_for(orders[name])]))
            expect(page.locator("main")).to_contain_text(says)
            no_violations(page)
