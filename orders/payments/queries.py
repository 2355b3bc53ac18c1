"""What pages and steps of paying ask about payments."""

from datetime import datetime

from orders.order.models import Order
from orders.payments.models import LIVE, Payment
from portero.core.own_words import every, joined

WITH_HOLD = """
    select payment.*, (
        select min(hold.expires_at) from catalog_hold hold
        join orders_claim claim on claim.item_id = hold.item_id and claim.released_at is null
        where hold.holder = %s and hold.released_at is null and claim.order_id = own.id
    )
    from order_order own left join payments_payment payment on payment.order_id = own.id
    where own.id = %s order by payment.id
"""
ATTEMPTS = "select * from payments_payment where order_id = %s order by id"


def attempts_of(order: Order) -> list[Payment]:
    """All attempts to pay an order, in the order in which they were begun, each with the order."""
    return [_with(order, payment) for payment in every(Payment, ATTEMPTS, order.pk)]


def attempts_and_hold(order: Order) -> tuple[list[Payment], datetime | None]:
    """As `attempts_of`, and until when its pieces are kept for her (orders.queries.hold_ends)."""
    rows = joined((Payment,), WITH_HOLD, order.contact.basket_key, order.pk)
    return [_with(order, payment) for payment, _ in rows if payment is not None], rows[0][1]


def live_attempt(order: Order) -> Payment | None:
    """The attempt that is open, if any; there is never more than one."""
    return next((payment for payment in attempts_of(order) if payment.state in LIVE), None)


def _with(order: Order, payment: Payment) -> Payment:
    payment.order = order
    return payment
