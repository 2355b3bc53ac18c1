"""What credits pay of an order (orders.payments.crediting makes them). Pure, in USD."""

from collections.abc import Iterable
from decimal import Decimal

from orders.order.models import Order
from orders.payments.models import Method, Payment
from orders.payments.origin import CREDITED

PROVIDER = "credit"
# The holder of the hold of a piece that is wanted in exchange, and thereby the key of its order.
HOLDER = "exchange:"
ZERO = Decimal("0.00")


def may_pay(order: Order) -> bool:
    """Whether credits pay (a part of) an order; asks nothing of the database."""
    return order.contact.basket_key.startswith(HOLDER)


def sum_of(payments: Iterable[Payment]) -> Decimal:
    """What credits pay of an order (USD), set aside or paid; `payments` are all of it."""
    made = (one for one in payments if one.method == Method.CREDIT and one.state in CREDITED)
    return sum((one.amount for one in made), ZERO)


def due(order: Order, payments: Iterable[Payment]) -> Decimal:
    """What the buyer is asked for on the payment page, in USD."""
    return order.total_incl_tax - sum_of(payments)
