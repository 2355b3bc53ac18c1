"""Asking for a refund. The database refuses more than was received; a task sends what was asked for."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from orders import lifecycle
from orders.payments.models import IncomingWire, Method, Payment, Refund, RefundState
from orders.payments.refunds.states import RefundRefused
from orders.payments.states import append
from portero.core import audit
from portero.core.figures import figure

ZERO = Decimal("0.00")


@transaction.atomic
def request(payment: Payment, amount: Decimal, *, reason: str, actor: Any = None) -> Refund:
    """Ask for `amount` USD of a locked, captured payment to go back to the form of payment it came from.

    A card, PayPal or Affirm is sent by a task after the commit; a wire is wired back by accounting. Raises
    IntegrityError when more would go back than was captured.
    """
    by_hand = payment.method == Method.WIRE
    state = _by_hand(amount, payment.refunds) if by_hand else RefundState.READY
    refund = _create(
        reason,
        actor,
        payment=payment,
        amount=amount,
        state=state,
        next_try_at=None if by_hand else timezone.now(),
    )
    # Whoever asks anew decides about the sum; an earlier refund that failed must not go out by itself as well.
    payment.refunds.filter(state=RefundState.FAILED).update(next_try_at=None)
    append(payment, "refund_requested", refund=refund.pk, amount=str(amount), reason=refund.reason)
    lifecycle.append(
        payment.order,
        "refund_requested",
        actor=actor,
        reason=refund.reason,
        refund=refund.pk,
        amount=str(amount),
    )
    return refund


@transaction.atomic
def request_for_wire(wire: IncomingWire, amount: Decimal, *, reason: str, actor: Any = None) -> Refund:
    """Ask for `amount` USD of a locked incoming wire, which no payment uses, to be wired back to its sender.

    Above the figure `wire_refund_two_person_usd`, counting what went back of this wire before, another person
    must approve it. Raises IntegrityError when more would go back than arrived and isn't applied to a payment.
    """
    refund = _create(reason, actor, wire=wire, amount=amount, state=_by_hand(amount, wire.refunds))
    if wire.payment is not None:
        append(
            wire.payment, "wire_refund_requested", refund=refund.pk, amount=str(amount), reason=refund.reason
        )
    return refund


def left(payment: Payment) -> Decimal:
    """How much of a payment, in USD, can still be asked back."""
    return payment.captured_amount - payment.refunded_amount


def _by_hand(amount: Decimal, earlier: Any) -> RefundState:
    """Money that a person sends needs a second one above the limit, also in slices."""
    before = earlier.exclude(state=RefundState.FAILED).aggregate(sum=Sum("amount"))["sum"] or ZERO
    over = before + amount > figure("wire_refund_two_person_usd")
    return RefundState.TO_APPROVE if over else RefundState.TO_PAY


def _create(reason: str, actor: Any, **facts: Any) -> Refund:
    who = actor if getattr(actor, "is_authenticated", False) else None
    refund = Refund.objects.create(reason=reason.strip()[:300], requested_by=who, **facts)
    audit.record(
        "payments.refund_requested", refund, actor=actor, reason=refund.reason, amount=str(refund.amount)
    )
    return refund


__all__ = ["RefundRefused", "left", "request", "request_for_wire"]
