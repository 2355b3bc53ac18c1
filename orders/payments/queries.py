"""What pages and steps of paying ask about payments."""

from orders.order.models import Order
from orders.payments.models import LIVE, Payment
from portero.core.own_words import every

ATTEMPTS = "select * from payments_payment where order_id = %s order by id"


def attempts_of(order: Order) -> list[Payment]:
    """All attempts to pay an order, in the order in which they were begun, each with the order."""
    return [_with(order, payment) for payment in every(Payment, ATTEMPTS, order.pk)]


def live_attempt(order: Order) -> Payment | None:
    """The attempt that is open, if any; there is never more than one."""
    return next((payment for payment in attempts_of(order) if payment.state in LIVE), None)


def _with(order: Order, payment: Payment) -> Payment:
    payment.order = order
    return payment
