"""What the wires' desk shows: candidates by name and sum, as suggestions only."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from orders.order.models import Order
from orders.payments.models import LIVE, IncomingWire, Method, Payment
from orders.payments.wire_facts import missing, wire_payment
from orders.payments.wire_reference import PREFIX

MOST = 8


@dataclass(frozen=True)
class Candidate:
    """An order that waits for a wire; `because` says why it is suggested."""

    payment: Payment
    missing: Decimal
    because: str


def payment_of(text: str) -> Payment | None:
    """The wire payment of the order that somebody typed: its number or its reference, in any spelling."""
    digits = "".join(filter(str.isdigit, text.upper().removeprefix(PREFIX)))
    order = Order.objects.filter(number=f"R-{digits}").first()
    return wire_payment(order) if order else None


def candidates(wire: IncomingWire) -> list[Candidate]:
    """Open wires of the same sum or the same name, those with both first. A person decides."""
    found = [_candidate(wire, payment) for payment in _open()]
    return sorted(filter(None, found), key=lambda c: -len(c.because))[:MOST]


def _open() -> QuerySet[Payment]:
    waiting = Q(state__in=LIVE) | Q(order__status="cancelled")
    open_ones = Payment.objects.filter(waiting, method=Method.WIRE)
    return open_ones.select_related("order__shipping_address", "order__billing_address").order_by("-pk")[:500]


def _candidate(wire: IncomingWire, payment: Payment) -> Candidate | None:
    lacks = missing(payment)
    addresses = (payment.order.shipping_address, payment.order.billing_address)
    names = {address.last_name.lower() for address in addresses if address and address.last_name}
    told = f"{wire.payer} {wire.remittance}".lower()
    reasons = ["same sum"] if lacks == wire.amount else []
    reasons += ["same name"] if any(name in told for name in names) else []
    return Candidate(payment, lacks, ", ".join(reasons)) if reasons else None
