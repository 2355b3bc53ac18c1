"""Payments in the situations PayPal knows, and what the shop remembers after each answer."""

from decimal import Decimal

from orders.payments.gateway import Truth
from orders.payments.models import Payment
from orders.payments.providers.paypal import PayPal
from tests.fakes.paypal import PayPalDouble

RETURN, CANCEL = "https://shop.example/paid?order=1", "https://shop.example/pay"


def remember(payment: Payment, truth: Truth) -> Truth:
    """Keep what settle keeps of an answer."""
    payment.reference = payment.reference or truth.reference
    payment.details = {**payment.details, **truth.details}
    payment.save()
    return truth


def started(driver: PayPal, payment: Payment) -> Truth:
    """The order is created, she hasn't been to PayPal yet."""
    return remember(payment, driver.start(payment, RETURN, CANCEL, key(payment, "start")))


def approved(driver: PayPal, double: PayPalDouble, payment: Payment, choice: str = "approve") -> None:
    """She agreed on PayPal's page."""
    started(driver, payment)
    double.approve(payment.reference, choice)


def authorised(driver: PayPal, double: PayPalDouble, payment: Payment) -> Truth:
    """Our server has set the money aside."""
    approved(driver, double, payment)
    return remember(payment, driver.authorize(payment, "", key(payment, "authorize")))


def captured(driver: PayPal, double: PayPalDouble, payment: Payment) -> Truth:
    """The money is ours."""
    authorised(driver, double, payment)
    return remember(payment, driver.capture(payment, payment.amount, key(payment, "capture")))


def key(payment: Payment, operation: str, n: int = 1) -> str:
    """The key of a call, as the shop writes it down."""
    return f"{payment.order.number}-{payment.attempt}-{operation}-{n}"


def cents(amount: Decimal) -> int:
    """What the double's books say of a sum."""
    return int(amount * 100)
