"""What pages and steps of paying ask about payments."""

from orders.order.models import Order
from orders.payments.models import LIVE, Payment
from portero.core.own_words import every, first

ATTEMPTS = "select * from payments_payment where order_id = %s order by id"
LAST = "select * from payments_payment where order_id = %s order by attempt desc limit 1"


def attempts_of(order: Order) -> list[Payment]:
    """All attempts to pay an order, in the order in which they were begun, each with the order."""
    return [_with(order, payment) for payment in every(Payment, ATTEMPTS, order.pk)]


def live_attempt(order: Order) -> Payment | None:
    """The attempt that is open, if any; there is never more than one."""
    return next((payment for payment in attempts_of(order) if payment.state in LIVE), None)


def last_attempt(order: Order) -> Payment | None:
    """The last attempt to pay an order, if any, with the order."""
    payment = first(Payment, LAST, order.pk)
    return _with(order, payment) if payment else None


def _with(order: Order, payment: Payment) -> Payment:
    payment.order = order
    return payment
