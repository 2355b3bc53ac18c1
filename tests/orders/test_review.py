"""A payment that doesn't fit waits in a queue of the staff site, and follows once it is put right at the provider."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from orders import expiry
from orders.order.models import Order
from orders.payments import review
from orders.payments.models import Payment
from orders.payments.settle import settle
from portero.core.models import AuditEntry
from tests.factories.orders import pending_order
from tests.factories.passing import expire
from tests.factories.payments import pay_at_provider, provider, started_payment
from tests.factories.people import at_work, staff
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def wrong_amount(stripe_double: StripeDouble) -> Payment:
    """Her bank set aside a dollar for an order of more."""
    payment = started_payment(pending_order())
    provider().v1.payment_intents.update(payment.reference, {"amount": 100})
    pay_at_provider(payment)
    return settle(payment.pk)


@pytest.fixture
def accountant() -> User:
    return staff("Accounting")


def test_accounting_finds_it_in_its_queue_and_says_what_was_done(
    wrong_amount: Payment, accountant: User
) -> None:
    desk = at_work(accountant)
    assert "Payments to look at" in desk.get("/staff/").content.decode()
    assert list(review.waiting()) == [wrong_amount]
    _see_to(desk, wrong_amount)
    assert not review.waiting().exists()
    entry = AuditEntry.objects.get(action="payments.reviewed")
    assert (entry.target_key, entry.reason) == (wrong_amount.order.number, "Cancelled at Stripe")
    settle(wrong_amount.pk)
    assert not review.waiting().exists()


def test_once_it_is_let_go_at_the_provider_the_order_ends(wrong_amount: Payment) -> None:
    provider().v1.payment_intents.cancel(wrong_amount.reference)
    expire(wrong_amount.order)
    assert expiry.expire_holds() == 1
    assert Order.objects.get().status == "cancelled"
    assert not review.waiting().exists()


def test_once_it_is_refunded_at_the_provider_the_order_ends(wrong_amount: Payment) -> None:
    provider().v1.payment_intents.capture(wrong_amount.reference)
    provider().v1.refunds.create({"payment_intent": wrong_amount.reference})
    assert settle(wrong_amount.pk).state == "cancelled"
    expire(wrong_amount.order)
    assert expiry.expire_holds() == 1
    assert not review.waiting().exists()


def test_a_payment_that_needs_nobody_is_not_seen_to(stripe_double: StripeDouble, accountant: User) -> None:
    payment = started_payment(pending_order())
    with pytest.raises(review.ReviewRefused):
        review.seen_to(payment, actor=accountant, reason="Looked at it.")
    assert not payment.events.filter(kind="reviewed").exists()


def _see_to(desk: Client, payment: Payment) -> None:
    address = reverse("admin:payments_payment_seen_to", args=[payment.pk])
    desk.post(address, {"_form_submitted": "true", "reason": "Cancelled at Stripe"}, follow=True)
