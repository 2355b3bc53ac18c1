"""Chargebacks that arrive as a letter: their processor has no way to ask, so staff type what it says."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from orders.payments.disputes import alarms
from orders.payments.disputes.states import DisputeRefused, append, move, tell_order
from orders.payments.locks import lock_payment
from orders.payments.models import Dispute, DisputeState, Payment
from orders.payments.refunds.holding_back import hold_back_all
from portero.core import audit
from portero.core.money import dollars

# These tell us their disputes by themselves; a second row typed by hand would be one dispute twice.
TOLD_BY_PROVIDER = frozenset({"stripe", "paypal"})


@transaction.atomic
def enter(
    payment: Payment,
    *,
    amount: Decimal,
    reason: str,
    reference: str,
    due_by: datetime,
    actor: Any,
) -> Dispute:
    """Record a chargeback over `amount` USD of a captured payment, with the letter's reference and deadline.

    Raises DisputeRefused when it can't be one of this payment, or was entered before.
    """
    _, locked = lock_payment(payment.pk)
    if problem := problem_of(locked, amount, reference):
        raise DisputeRefused(problem)
    dispute = Dispute(
        payment=locked,
        provider=locked.provider,
        reference=reference.strip(),
        payment_reference=locked.reference,
        amount=amount,
        currency=locked.currency,
        reason=reason.strip(),
        due_by=due_by,
        entered_by=actor,
    )
    dispute.remind_at = alarms.next_reminder(dispute)
    dispute.save(force_insert=True)
    append(dispute, "opened", actor=actor, amount=str(amount), reason=reason)
    tell_order(dispute, "dispute_opened", actor=actor, reason=reason)
    hold_back_all(locked)
    audit.record("payments.dispute_entered", dispute, actor=actor, reason=reason, amount=str(amount))
    return dispute


@transaction.atomic
def move_by_hand(dispute: Dispute, to: DisputeState, *, actor: Any, reason: str) -> None:
    """Record that evidence was sent, or what the bank decided, of a dispute that was entered by hand.

    Of one that follows its provider only how it ended, where the provider doesn't say. Raises DisputeRefused
    without a reason, for a dispute that follows its provider, and against the table.
    """
    if not reason.strip():
        raise DisputeRefused("Say what the letter says, or where the evidence went.")
    if dispute.payment_id is not None:
        lock_payment(dispute.payment_id)
    locked = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    if not decided_here(locked, to):
        raise DisputeRefused("This dispute follows its provider; answer it there.")
    move(locked, to, actor=actor, outcome=reason.strip())
    locked.lookup_at = None
    locked.save()
    audit.record(f"payments.dispute_{to.value}", locked, actor=actor, reason=reason.strip())


def decided_here(dispute: Dispute, to: DisputeState) -> bool:
    """Whether a person, not the provider, says that it goes there."""
    ends = to in {DisputeState.WON, DisputeState.LOST}
    return dispute.entered_by_id is not None or (dispute.state == DisputeState.UNCLEAR and ends)


def problem_of(payment: Payment, amount: Decimal, reference: str) -> str:
    """Why this can't be a chargeback of this payment, in a sentence for staff; empty if it can."""
    if payment.provider in TOLD_BY_PROVIDER:
        return (
            f"{payment.provider.title()} tells us its disputes by itself; this one will appear in the list."
        )
    if not 0 < amount <= payment.captured_amount:
        captured = dollars(payment.captured_amount, cents=True)
        return f"{captured} of this payment were captured; a dispute can't be about more than that."
    if Dispute.objects.filter(provider=payment.provider, reference=reference.strip()).exists():
        return f"A dispute with the reference {reference.strip()} was entered before."
    return ""
