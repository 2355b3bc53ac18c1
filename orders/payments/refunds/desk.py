"""What accounting does with refunds: approve, pay by wire, call off, try again, or see to one that failed."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from orders import lifecycle, mails
from orders.fulfilment import lost_refunds
from orders.payments.disputes.freeze import refund_problem
from orders.payments.locks import lock_refund
from orders.payments.models import Method, Refund, RefundState
from orders.payments.origin import is_by_hand, is_set_aside, sent_by
from orders.payments.refunds import booking
from orders.payments.refunds.states import RefundRefused, move
from orders.payments.states import append
from orders.promise import finishing as claims
from portero.core import audit

# What a person may do with a refund in a state, by the names of the functions below.
VERBS: dict[str, tuple[str, ...]] = {
    RefundState.TO_APPROVE: ("approve", "call_off"),
    RefundState.TO_PAY: ("mark_paid", "call_off"),
    RefundState.READY: ("call_off",),
    RefundState.FAILED: ("try_again", "call_off"),
}


def verbs_of(refund: Refund, actor: Any) -> set[str]:
    """What `actor` can do with the refund as it stands, for the buttons of its page; each verb looks again."""
    found = set(VERBS.get(refund.state, ()))
    if refund.requested_by_id == actor.pk:
        found.discard("approve")
    if (
        refund.closed_at
        or is_set_aside(refund)
        or (refund.state == RefundState.READY and refund.calls.exists())
    ):
        found.discard("call_off")
    return found


@transaction.atomic
def approve(refund: Refund, *, actor: Any) -> Refund:
    """A second person lets a large wire go back. Raises RefundRefused for whoever asked for it, or too late."""
    locked = lock_refund(refund.pk)
    if locked.state != RefundState.TO_APPROVE:
        raise RefundRefused("This refund doesn't wait for an approval.")
    if locked.requested_by_id == actor.pk:
        raise RefundRefused("You asked for this refund: another person approves it.")
    move(locked, RefundState.TO_PAY, approved_at=timezone.now(), approved_by=actor)
    audit.record("payments.refund_approved", locked, actor=actor, amount=str(locked.amount))
    if locked.payment is not None and not is_by_hand(locked):
        mails.refund_on_its_way(locked)
    return locked


@transaction.atomic
def mark_paid(refund: Refund, *, actor: Any, bank_reference: str) -> Refund:
    """Accounting has wired the sum; `bank_reference` is the bank's own id of the transfer.

    Raises RefundRefused without it, for one that is booked already, or a refund that isn't to be paid by hand (any
    more).
    """
    locked, told = lock_refund(refund.pk), " ".join(bank_reference.split())
    if locked.state != RefundState.TO_PAY:
        raise RefundRefused("This refund isn't to be wired.")
    if not 0 < len(told) <= 120:
        raise RefundRefused("Type the bank's reference of the transfer, at most 120 characters.")
    if locked.payment is not None and locked.payment.refunds.filter(reference=told).exists():
        raise RefundRefused(f"“{told}” is booked already, as another refund of this payment.")
    facts = {"reference": told, "done_by": actor, "done_at": timezone.now(), "problem": ""}
    move(locked, RefundState.DONE, **facts)
    audit.record("payments.refund_paid", locked, actor=actor, amount=str(locked.amount), reference=told)
    if locked.payment is not None:
        booking.tell(locked, locked.payment)
    elif locked.wire is not None and locked.wire.payment is not None:
        append(locked.wire.payment, "wire_refunded", refund=locked.pk, amount=str(locked.amount))
    return locked


@transaction.atomic
def call_off(refund: Refund, *, actor: Any, reason: str) -> Refund:
    """Don't send it, or leave one that failed as it is; its sum is free to be asked for again.

    Raises RefundRefused without a reason, and for one that may be with the provider already.
    """
    locked, why = lock_refund(refund.pk), reason.strip()[:300]
    if not why:
        raise RefundRefused("Say why.")
    if is_set_aside(locked):
        raise RefundRefused("It pays another order of this client: cancel that order instead.")
    if locked.state == RefundState.READY and locked.calls.exists():
        raise RefundRefused("It may be with the provider already: wait until it is done or has failed.")
    is_news = locked.closed_at is None
    if locked.state == RefundState.FAILED:
        locked.closed_at, locked.next_try_at = timezone.now(), None
        locked.save(update_fields=["closed_at", "next_try_at"])
    elif locked.state in {RefundState.TO_APPROVE, RefundState.TO_PAY, RefundState.READY}:
        move(locked, RefundState.FAILED, problem=why, next_try_at=None, closed_at=timezone.now())
        _tell_called_off(locked, actor, why)
    else:
        raise RefundRefused("It has gone back already.")
    audit.record("payments.refund_called_off", locked, actor=actor, reason=why, amount=str(locked.amount))
    if is_news:
        lost_refunds.called_off(locked, why)
    return locked


def try_again(refund: Refund, *, actor: Any) -> Refund:
    """Take a failed refund up again at once. Raises RefundRefused if it didn't fail or its sum has gone back."""
    try:
        return _try_again(refund, actor)
    except IntegrityError as error:
        raise RefundRefused("More would go back than was received: another refund took its place.") from error


@transaction.atomic
def _try_again(refund: Refund, actor: Any) -> Refund:
    locked = lock_refund(refund.pk)
    if locked.state != RefundState.FAILED:
        raise RefundRefused("This refund hasn't failed.")
    if number := claims.asked_anew(locked):
        raise RefundRefused(f"Claim {number} has asked for it anew: this one stays as it is.")
    if number := claims.paid_by_hand(locked):
        raise RefundRefused(f"It was to be paid by hand: claim {number} asks for it anew.")
    if number := lost_refunds.given_up(locked):
        raise RefundRefused(f"Parcel {number} is lost: ask for it anew there, or book how it was paid.")
    if locked.how:
        raise RefundRefused("It was to be paid by hand: call it off, and book it anew where it is owed.")
    if locked.payment and (problem := refund_problem(locked.payment, locked.amount)):
        raise RefundRefused(problem)
    facts: dict[str, Any] = {"tries": 0, "reference": "", "closed_at": None}
    payment = sent_by(locked)
    if locked.wire_id or (payment and payment.method == Method.WIRE):
        # An approval was given for the refund as it stood then.
        move(locked, RefundState.TO_APPROVE, approved_at=None, approved_by=None, **facts)
    else:
        move(locked, RefundState.READY, next_try_at=timezone.now(), **facts)
        from orders.payments.tasks import send_refund

        send_refund.delay(locked.pk)
    audit.record("payments.refund_tried_again", locked, actor=actor, amount=str(locked.amount))
    return locked


def _tell_called_off(refund: Refund, actor: Any, why: str) -> None:
    if refund.payment is None:
        return
    facts: dict[str, Any] = {"refund": refund.pk, "amount": str(refund.amount)}
    append(refund.payment, "refund_called_off", reason=why, **facts)
    lifecycle.append(
        refund.payment.order, "refund_called_off", actor=actor, reason=why, public=False, **facts
    )
