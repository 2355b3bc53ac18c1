"""Closing an attempt while its money is being set aside: nothing stays authorised that nobody looks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import User
from orders import expiry
from orders.order.models import Order
from orders.payments import attempts, calls, outcome, review, settle, tasks
from orders.payments.gateway import Declined, Unknown
from orders.payments.models import Method, Payment
from orders.payments.providers.paypal.client import Rejected
from tests.factories.orders import pending_order
from tests.factories.passing import due, expire
from tests.factories.payments import pay_at_provider
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.fakes.paypal import PayPalDouble
from tests.fakes.stripe import StripeDouble
from tests.payments.authorizenet.situations import nonce

pytestmark = pytest.mark.django_db


@pytest.fixture
def paypal(settings: Settings) -> Iterator[PayPalDouble]:
    with PayPalDouble() as running:
        settings.PAYPAL_API_BASE = running.url
        yield running


@pytest.fixture
def anet(settings: Settings) -> Iterator[AuthorizeNetDouble]:
    settings.CARD_PROCESSOR = "authorizenet"
    with AuthorizeNetDouble(webhook_secret=settings.AUTHORIZENET_SIGNATURE_KEY) as running:
        settings.AUTHORIZENET_API_URL = running.api_url
        yield running


@pytest.fixture
def stripe_double(settings: Settings) -> Iterator[StripeDouble]:
    with StripeDouble(webhook_secret=settings.STRIPE_WEBHOOK_SECRET) as running:
        settings.STRIPE_API_BASE = running.url
        yield running


def she_switches_first(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, order: Order) -> None:
    """In another tab she takes the attempt back, just before its authorisation is written down."""
    real = getattr(calls, name)

    @contextmanager
    def switched(payment: Payment, operation: str) -> Iterator[str]:
        if operation == "authorize":
            monkeypatch.setattr(module, name, real)
            assert attempts.close(order, even_authorised=True)
        with real(payment, operation) as key:
            yield key

    monkeypatch.setattr(module, name, switched)


def test_an_approval_is_not_authorised_for_an_attempt_closed_meanwhile(
    paypal: PayPalDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = pending_order()
    payment = attempts.begin(order, Method.PAYPAL).payment
    paypal.approve(payment.reference)
    she_switches_first(monkeypatch, settle, "call", order)
    assert settle.settle(payment.pk).state == "cancelled"
    assert paypal.summary()["movements"] == {}


def test_a_card_is_not_sent_for_an_attempt_closed_meanwhile(
    anet: AuthorizeNetDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = pending_order()
    she_switches_first(monkeypatch, attempts, "call_once", order)
    with pytest.raises(Declined, match="closed meanwhile"):
        attempts.authorize(order, nonce(anet))
    assert order.payments.get().state == "cancelled"
    assert anet.state.rows("transaction") == []


def test_a_call_without_an_answer_keeps_the_closed_attempt_on_the_pollers_list(
    paypal: PayPalDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She closes between the record of the call and its arrival; then its answer is lost."""
    order = pending_order()
    payment = attempts.begin(order, Method.PAYPAL).payment
    paypal.approve(payment.reference)
    real = outcome.sending

    def closed_right_after(payment_pk: int, **facts: Any) -> None:
        real(payment_pk, **facts)
        outcome.closed(payment_pk)
        paypal.switch("http_500_after", "orders.authorize")

    monkeypatch.setattr(outcome, "sending", closed_right_after)
    with pytest.raises(Unknown):
        settle.settle(payment.pk)
    assert paypal.summary()["movements"] == {"authorize": 1}
    payment.refresh_from_db()
    assert (payment.state, payment.lookup_at is None) == ("cancelled", False)
    attempts.begin(order, Method.PAYPAL)
    due(order)
    tasks.poll_payments()
    assert paypal.summary()["movements"] == {"authorize": 1, "void": 1}


def test_an_authorisation_refused_for_good_does_not_keep_the_piece(
    paypal: PayPalDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = attempts.begin(pending_order(), Method.PAYPAL).payment
    paypal.approve(payment.reference)
    driver = "orders.payments.providers.paypal.driver.PayPal.authorize"

    def refuse(*_: Any) -> None:
        raise Rejected("PayPal could not do this. Our team has been told.", code="PERMISSION_NEEDED")

    monkeypatch.setattr(driver, refuse)
    payment = settle.settle(payment.pk)
    assert (payment.state, payment.problem[:24]) == ("failed", "PayPal could not do this")
    expire(payment.order)
    assert expiry.expire_holds() == 1


def test_a_wrong_amount_that_staff_have_seen_to_does_not_keep_the_piece(
    stripe_double: StripeDouble,
) -> None:
    order = pending_order()
    payment = attempts.begin(order, Method.CARD).payment
    with_another_total = Order.objects.filter(pk=order.pk)
    with_another_total.update(total_incl_tax=order.total_incl_tax + Decimal(1))
    pay_at_provider(payment)
    assert settle.settle(payment.pk).needs_review
    carer = User.objects.create_user("care@example.com", "x")
    review.seen_to(payment, actor=carer, reason="Told the buyer.")
    expire(order)
    assert expiry.expire_holds() == 1
    assert [intent["status"] for intent in stripe_double.state.rows("payment_intent")] == ["canceled"]
    with_another_total.update(total_incl_tax=order.total_incl_tax)  # the database wants it at the end
    payment.refresh_from_db()
    assert (payment.state, payment.captured_amount) == ("cancelled", Decimal(0))
