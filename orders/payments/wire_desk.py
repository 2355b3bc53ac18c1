"""What staff do with a wire that wasn't matched by itself, or wrongly: each with a reason that is kept."""

from typing import Any

from django.db import transaction

from orders import lifecycle
from orders.payments import refunds
from orders.payments.locks import lock_payment, lock_wire
from orders.payments.models import IncomingWire
from orders.payments.outcome import ARRIVED
from orders.payments.states import append
from orders.payments.wire_facts import ZERO
from portero.core import audit
from portero.core.money import CURRENCY


class WireRefused(Exception):
    """This can't be done with the wire; the message says why, for staff."""


@transaction.atomic
def unmatch(wire: IncomingWire, *, actor: Any, reason: str) -> None:
    """Take a wire off an order it was given to by mistake; it waits for a person then.

    Raises WireRefused without a reason, once the money has paid the order, or while part of it goes back.
    """
    if not reason.strip():
        raise WireRefused("Say why it doesn't belong there.")
    if wire.payment_id is None:
        raise WireRefused("It isn't matched.")
    order, payment = lock_payment(wire.payment_id)
    mine = lock_wire(wire.pk)
    if mine.payment_id != payment.pk:
        raise WireRefused("Somebody else has just changed it. Look again.")
    if payment.state in ARRIVED and mine.applied_amount:
        raise WireRefused(f"Order {order.number} is paid with it. Refund the payment instead.")
    if mine.returned_amount:
        raise WireRefused("Part of it is on its way back. Stop that refund first.")
    mine.payment, mine.applied_amount, mine.by_hand = None, ZERO, True
    mine.matched_at = mine.matched_by = None
    mine.save(update_fields=["payment", "applied_amount", "by_hand", "matched_at", "matched_by"])
    append(payment, "wire_unmatched", wire=mine.pk, amount=str(mine.amount), reason=reason.strip()[:300])
    lifecycle.append(order, "wire_unmatched", actor=actor, reason=reason.strip()[:300], public=False)
    audit.record("payments.wire_unmatched", mine, actor=actor, reason=reason.strip(), order=order.number)


@transaction.atomic
def set_aside(wire: IncomingWire, *, actor: Any, reason: str) -> None:
    """No order is looked for: interest, a card processor's payout, a transfer of our own, or seen to at the bank.

    Raises WireRefused without a reason, or for a wire that is matched.
    """
    mine = _to_decide(wire, reason)
    mine.set_aside, mine.by_hand = reason.strip()[:300], True
    mine.save(update_fields=["set_aside", "by_hand"])
    audit.record("payments.wire_set_aside", mine, actor=actor, reason=reason.strip())


@transaction.atomic
def give_back(wire: IncomingWire, *, actor: Any, reason: str) -> None:
    """Send a wire that belongs to no order back to its sender.

    Raises WireRefused without a reason, for a wire that is matched, or in another currency (that is done at the
    bank, and the wire set aside).
    """
    mine = _to_decide(wire, reason)
    if mine.currency != CURRENCY:
        raise WireRefused(f"It is in {mine.currency}: send it back at the bank, then set it aside.")
    left = mine.amount - mine.returned_amount
    if not left:
        raise WireRefused("It is on its way back already.")
    refunds.request_for_wire(mine, left, reason=reason.strip(), actor=actor)
    audit.record("payments.wire_given_back", mine, actor=actor, reason=reason.strip(), amount=str(left))


def _to_decide(wire: IncomingWire, reason: str) -> IncomingWire:
    mine = lock_wire(wire.pk)
    if not reason.strip():
        raise WireRefused("Say why. The reason is kept.")
    if mine.payment_id:
        raise WireRefused("It is matched to an order.")
    return mine
