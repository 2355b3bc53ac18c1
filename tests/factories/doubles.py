"""Orders paid through the providers' doubles, by the shop's own verbs and over real HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pytest_django import Settings

from orders.payments import attempts
from orders.payments.models import Method, Payment
from orders.payments.settle import settle
from tests.factories.orders import pending_order
from tests.factories.payments import authorised_payment
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.fakes.paypal import PayPalDouble
from tests.fakes.stripe import StripeDouble
from tests.payments.authorizenet.situations import nonce

Paid = tuple[Payment, Any]


@contextmanager
def paid_at_stripe(settings: Settings) -> Iterator[Paid]:
    """A captured card payment and the double that holds it."""
    with StripeDouble(webhook_secret=settings.STRIPE_WEBHOOK_SECRET) as double:
        settings.STRIPE_API_BASE = double.url
        yield settle(authorised_payment(pending_order()).pk), double


@contextmanager
def paid_at_paypal(settings: Settings) -> Iterator[Paid]:
    """A captured PayPal payment and the double that holds it."""
    with PayPalDouble() as double:
        settings.PAYPAL_API_BASE = double.url
        payment = attempts.begin(pending_order(), Method.PAYPAL).payment
        double.approve(payment.reference)
        yield settle(payment.pk), double


@contextmanager
def paid_at_authorizenet(settings: Settings) -> Iterator[Paid]:
    """A captured card payment in a settled batch, and the double that holds it."""
    settings.CARD_PROCESSOR = "authorizenet"
    with AuthorizeNetDouble(webhook_secret=settings.AUTHORIZENET_SIGNATURE_KEY) as double:
        settings.AUTHORIZENET_API_URL = double.api_url
        payment = attempts.authorize(pending_order(), nonce(double))
        double.settle()
        yield payment, double


PAID = {"stripe": paid_at_stripe, "paypal": paid_at_paypal, "authorizenet": paid_at_authorizenet}
