"""What has arrived for a payment by wire, what is missing, and the words for it; sums are in USD."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Sum

from orders.order.models import Order
from orders.payments.models import IncomingWire, Method, Payment
from orders.payments.wire_reference import reference_of
from orders.queries import hold_ends
from portero.core.money import quantise

ZERO = Decimal("0.00")
BANK_WORDS = {
    "beneficiary": "Beneficiary",
    "bank": "Bank",
    "account": "Account number",
    "routing": "Routing number (wires within the US)",
    "swift": "SWIFT / BIC (wires from abroad)",
}


@dataclass(frozen=True)
class BankRow:
    """A line that she copies into her bank's form."""

    label: str
    value: str


def applied_to(payment: Payment) -> QuerySet[IncomingWire]:
    """The wires that pay it, in the order they came."""
    return payment.wires.filter(applied_amount__gt=0).order_by("booked_on", "pk")


def received(payment: Payment) -> Decimal:
    """How much has been applied to a payment."""
    total = payment.wires.aggregate(sum=Sum("applied_amount"))["sum"]
    return quantise(total or ZERO)


def missing(payment: Payment) -> Decimal:
    """What she still has to send; never below zero."""
    return max(payment.amount - received(payment), ZERO)


def wire_payment(order: Order) -> Payment | None:
    """The attempt that a wire for this order belongs to: the latest one that was to be paid by wire."""
    return order.payments.filter(method=Method.WIRE).order_by("attempt").last()


def first_chosen(order: Order) -> datetime | None:
    """When she first chose to pay this order by wire: leaving it and coming back buys no time."""
    chosen = order.payments.filter(method=Method.WIRE).order_by("attempt").first()
    return chosen.created_at if chosen else None


def bank_rows() -> list[BankRow]:
    """Our account as she types it at her bank; a line without a value is left out."""
    known = settings.WIRE_BANK
    return [BankRow(words, known[name]) for name, words in BANK_WORDS.items() if known.get(name)]


def page_facts(payment: Payment) -> dict[str, Any]:
    """What the buyer's page says of her wire; what it says of the order is `orders.views.pay_choice.order_facts`.

    `deadline` is None once the pieces are no longer kept.
    """
    came, order = received(payment), payment.order
    return {
        "payment": payment,
        "reference": reference_of(order),
        "amount": payment.amount,
        "received": came,
        "missing": max(payment.amount - came, ZERO),
        "wires": list(applied_to(payment)),
        "bank_rows": bank_rows(),
        "deadline": hold_ends(order),
    }
