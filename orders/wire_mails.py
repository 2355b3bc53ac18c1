"""The mails about a bank wire: what to do, once more at half time, what is missing, what goes back."""

from typing import Any

from orders.access import link_to
from orders.mails import post_about
from orders.order.models import Order
from orders.payments.models import IncomingWire, Payment, Refund
from orders.payments.wire_facts import bank_rows, missing, received
from orders.payments.wire_reference import reference_of
from orders.queries import hold_ends
from portero.core.money import dollars
from portero.core.words import day, moment


def instructions(order: Order, payment: Payment) -> None:
    """Reference, amount, our account and until when the pieces are kept; once per order."""
    _post("wire_instructions", order, payment)


def reminder(order: Order, payment: Payment) -> None:
    """The same once more at half time, with what has come so far; once per order."""
    _post("wire_reminder", order, payment)


def short(order: Order, payment: Payment, wire: IncomingWire) -> None:
    """Less arrived than the order costs: what came and what is missing; once per wire."""
    arrived, on = dollars(wire.amount, cents=True), day(wire.booked_on)
    _post("wire_short", order, payment, about=f":wire-{wire.pk}", arrived=arrived, booked_on=on)


def returned(order: Order, refund: Refund, why: str) -> None:
    """Money of a wire goes back to the account it came from, and why; once per refund."""
    post_about(
        "wire_returned",
        order,
        about=f"order:{order.number}:refund-{refund.pk}",
        back=dollars(refund.amount, cents=True),
        why=why,
    )


def _post(kind: str, order: Order, payment: Payment, *, about: str = "", **facts: Any) -> None:
    ends = hold_ends(order)
    came = received(payment)
    post_about(
        kind,
        order,
        about=f"order:{order.number}{about}",
        reference=reference_of(order),
        bank_rows=bank_rows(),
        deadline=moment(ends) if ends else "",
        received=dollars(came, cents=True) if came else "",
        missing=dollars(missing(payment), cents=True),
        pay_link=link_to(order, "orders:pay"),
        **facts,
    )
