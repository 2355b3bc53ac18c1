"""Bank wires as they arrive, and orders that wait for one."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from catalog.models import Item
from orders.order.models import Order
from orders.payments import attempts, wires
from orders.payments.models import IncomingWire, Method, Payment
from orders.payments.wire_credits import Credit
from orders.payments.wire_reference import reference_of
from tests.factories.orders import pending_order

_numbers = count(1)


def wired_order(*items: Item, **facts: Any) -> Payment:
    """She chose to pay by wire a moment ago; the open attempt."""
    return choose_wire(pending_order(*items, **facts))


def choose_wire(order: Order) -> Payment:
    """She chooses the wire on the payment page."""
    return attempts.begin(order, Method.WIRE).payment


def a_credit(amount: Decimal | str, remittance: str = "", **facts: Any) -> Credit:
    """A credit as the bank tells it, with a bank reference of its own unless facts name one."""
    told: dict[str, Any] = {
        "amount": Decimal(amount),
        "currency": "USD",
        "booked_on": date(2026, 11, 20),
        "bank_reference": f"FT26325{next(_numbers):05}",
        "payer": "CLARA WHITFIELD",
        "remittance": remittance,
    }
    return Credit(**told | facts)


def arrives(amount: Decimal | str, order: Order | None = None, **facts: Any) -> IncomingWire:
    """A wire is on the bank's statement, with the reference of this order written on it."""
    remittance = facts.pop("remittance", f"INVOICE {reference_of(order)}" if order else "")
    return wires.receive(a_credit(amount, remittance, **facts), source="camt053")[0]
