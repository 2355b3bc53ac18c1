"""Incoming wires and what they pay: heard of once, matched to an order, applied up to what is missing.

What is over goes back to its sender, and so does what no order wants any more; nothing is kept or lost.
"""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders import lifecycle, wire_mails
from orders.order.models import Order
from orders.payments import attempts, refunds, wire_credits
from orders.payments.locks import lock_payment, lock_wire
from orders.payments.models import LIVE, IncomingWire, Method, Payment
from orders.payments.outcome import ARRIVED
from orders.payments.settle import GatewayError, settle
from orders.payments.states import append
from orders.payments.wire_desk import WireRefused, give_back, set_aside, unmatch
from orders.payments.wire_facts import ZERO, applied_to, missing, page_facts, received, wire_payment
from orders.payments.wire_reference import order_numbers_in
from orders.states import PAID, UNPAID
from portero.core import audit
from portero.core.money import CURRENCY, dollars


def receive(
    credit: wire_credits.Credit, *, source: str, actor: Any = None, another: bool = False
) -> tuple[IncomingWire, bool]:
    """Write a credit down once and match it by the reference in it; the wire, and whether it is new.

    Raises wire_credits.Differs and wire_credits.LooksAlike (see there); then nothing is written.
    """
    wire, new = wire_credits.record(credit, source=source, actor=actor, another=another)
    if new:
        match_by_reference(wire)
        wire.refresh_from_db()
    return wire, new


def why_unmatched(wire: IncomingWire) -> str:
    """Why the wire can't be matched by itself, in a sentence; empty if it can."""
    numbers = order_numbers_in(wire.remittance)
    if wire.currency != CURRENCY:
        return f"It is in {wire.currency}; our orders are in US dollars."
    if wire.by_hand:
        return "Somebody took it off an order."
    if len(numbers) != 1:
        return "It names several orders." if numbers else "It names no reference of ours."
    if _payment_of(numbers[0]) is None:
        return f"No order {numbers[0]} waits for a wire."
    return ""


def match_by_reference(wire: IncomingWire) -> bool:
    """Match a wire that names exactly one order; sums and names are never a reason. True if it was matched."""
    if wire.payment_id or wire.set_aside or why_unmatched(wire):
        return False
    payment = _payment_of(order_numbers_in(wire.remittance)[0])
    try:
        match(wire, payment, actor=None) if payment else None
    except WireRefused:
        return False
    return True


def match(wire: IncomingWire, payment: Payment, *, actor: Any) -> Payment:
    """Give the wire to this payment, and bring the payment to where its wires take it; the fresh payment.

    Twice is once. Raises WireRefused for another currency, another way of paying, or a wire that is taken.
    """
    _give(wire.pk, payment.pk, actor)
    return follow(payment.pk)


def follow(payment_pk: int) -> Payment:
    """Bring a payment to where its wires take it: paid if they are whole, returned if no order wants them.

    Safe to call at any time and twice; the sweep does, for what a killed process left.
    """
    payment = Payment.objects.select_related("order").get(pk=payment_pk)
    whole = received(payment) >= payment.amount
    if whole and payment.state not in {*LIVE, *ARRIVED} and not _nothing_else_open(payment.order):
        return payment
    payment = settle(payment_pk)
    _let_go(payment_pk)
    return payment


def _payment_of(order_number: str) -> Payment | None:
    order = Order.objects.filter(number=order_number).first()
    return wire_payment(order) if order else None


@transaction.atomic
def _give(wire_pk: int, payment_pk: int, actor: Any) -> None:
    order, payment = lock_payment(payment_pk)
    wire = lock_wire(wire_pk)
    if wire.payment_id == payment.pk:
        return
    _refuse(wire, payment)
    free = wire.amount - wire.returned_amount
    take = min(free, _room(order, payment))
    wire.payment, wire.applied_amount, wire.set_aside = payment, take, ""
    wire.matched_at, wire.matched_by = timezone.now(), actor
    wire.save(update_fields=["payment", "applied_amount", "set_aside", "matched_at", "matched_by"])
    append(payment, "wire_matched", wire=wire.pk, amount=str(wire.amount), applied=str(take))
    lifecycle.append(order, "wire_arrived", actor=actor, amount=str(wire.amount), applied=str(take))
    audit.record("payments.wire_matched", wire, actor=actor, order=order.number, applied=str(take))
    if free > take:
        _send_back(order, wire, free - take, _why_over(order, take))
    elif order.status in UNPAID and missing(payment):
        wire_mails.short(order, payment, wire)


def _refuse(wire: IncomingWire, payment: Payment) -> None:
    if wire.payment_id:
        raise WireRefused("It is matched to another order. Take it off that one first.")
    if wire.currency != CURRENCY:
        raise WireRefused(f"It is in {wire.currency}; our orders are in US dollars.")
    if payment.method != Method.WIRE:
        raise WireRefused("This order was not to be paid by wire.")
    if wire.returned_amount >= wire.amount:
        raise WireRefused("All of it is on its way back.")


def _room(order: Order, payment: Payment) -> Decimal:
    """How much of a wire the order can still use."""
    return ZERO if payment.state in ARRIVED or order.status in PAID else missing(payment)


def _why_over(order: Order, take: Decimal) -> str:
    if take:
        return f"You sent more than was still to pay for order {order.number}."
    return f"Order {order.number} was paid already when your wire arrived."


def _send_back(order: Order, wire: IncomingWire, amount: Decimal, why: str) -> None:
    refund = refunds.request_for_wire(wire, amount, reason=why)
    lifecycle.append(order, "wire_returned", reason=why, amount=dollars(amount, cents=True))
    wire_mails.returned(order, refund, why)


def _nothing_else_open(order: Order) -> bool:
    """She wired the whole sum and had left for another way meanwhile: that way is closed first."""
    if order.status not in UNPAID:
        return True
    try:
        attempts.close(order)
    except GatewayError:
        return False
    return True


@transaction.atomic
def _let_go(payment_pk: int) -> None:
    """What was applied to a payment that is over goes back, once its order is paid otherwise or cancelled."""
    order, payment = lock_payment(payment_pk)
    if payment.state in {*LIVE, *ARRIVED} or order.status in UNPAID:
        return
    paid = order.status in PAID
    why = (
        f"Order {order.number} was {'paid another way' if paid else 'cancelled before it was paid in full'}."
    )
    for pk in applied_to(payment).values_list("pk", flat=True):
        wire = lock_wire(pk)
        wire.applied_amount = ZERO
        wire.save(update_fields=["applied_amount"])
        _send_back(order, wire, wire.amount - wire.returned_amount, why)


__all__ = [
    "WireRefused",
    "follow",
    "give_back",
    "match",
    "match_by_reference",
    "page_facts",
    "receive",
    "set_aside",
    "unmatch",
    "why_unmatched",
]
