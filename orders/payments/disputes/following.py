"""Following a dispute at its provider: asked outside any transaction, recorded once under the locks."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from orders.payments.disputes import alarms
from orders.payments.disputes.states import append, move, tell_order
from orders.payments.gateway import DisputeStanding, DisputeTruth, gateway
from orders.payments.locks import lock_payment
from orders.payments.models import Dispute, DisputeState, Payment
from orders.payments.models.dispute import OPEN
from orders.payments.refunds.holding_back import hold_back_all

ASK_AGAIN = timedelta(hours=1)
STATES = {
    DisputeStanding.NEEDS_RESPONSE: DisputeState.NEEDS_RESPONSE,
    DisputeStanding.UNDER_REVIEW: DisputeState.UNDER_REVIEW,
    DisputeStanding.UNCLEAR: DisputeState.UNCLEAR,
    DisputeStanding.WON: DisputeState.WON,
    DisputeStanding.LOST: DisputeState.LOST,
}
OUTCOMES = {
    DisputeState.WON: "The bank decided for us; the money stays here.",
    DisputeState.LOST: "The bank decided for the buyer; the money went back to her.",
}


def follow(provider: str, reference: str) -> Dispute:
    """Ask the provider where a dispute stands and record it; safe to call twice, at once, and in any order.

    Raises GatewayError when the provider can't be asked: nothing has changed, the sweep asks again.
    """
    asked_at = timezone.now()
    truth = gateway(provider).lookup_dispute(reference)
    return record(provider, truth, asked_at=asked_at)


@transaction.atomic
def record(provider: str, truth: DisputeTruth, *, asked_at: datetime) -> Dispute:
    """Write what the provider answered at `asked_at`; an answer older than the recorded one changes nothing."""
    payment = Payment.objects.filter(provider=provider, reference=truth.payment_reference or None).first()
    if payment is not None:
        _, payment = lock_payment(payment.pk)
    dispute, fresh = Dispute.objects.get_or_create(
        provider=provider, reference=truth.reference, defaults=_facts(truth) | {"payment": payment}
    )
    if fresh:
        append(dispute, "opened", at=truth.opened_at, amount=str(truth.amount), reason=truth.reason)
        tell_order(dispute, "dispute_opened", reason=truth.reason)
    else:
        dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    if dispute.asked_at is None or dispute.asked_at < asked_at:
        _bring_up_to_date(dispute, payment, truth)
        dispute.asked_at = asked_at
        dispute.lookup_at = asked_at + ASK_AGAIN if dispute.state in OPEN else None
        dispute.save()
        if dispute.payment is not None:
            hold_back_all(dispute.payment)
    return dispute


def _facts(truth: DisputeTruth) -> dict[str, object]:
    return {
        "payment_reference": truth.payment_reference,
        "amount": truth.amount,
        "currency": truth.currency,
        "reason": truth.reason[:120],
        "opened_at": truth.opened_at,
        "due_by": truth.due_by,
    }


def _bring_up_to_date(dispute: Dispute, payment: Payment | None, truth: DisputeTruth) -> None:
    if dispute.payment_id is None and payment is not None:
        dispute.payment = payment
        append(dispute, "payment_found", order=payment.order.number)
        tell_order(dispute, "dispute_opened", reason=truth.reason)
    for name in ("amount", "due_by"):
        before, now = getattr(dispute, name), getattr(truth, name)
        # Once it is decided a provider may name no deadline any more: the one there was stays.
        if now is not None and before != now:
            append(dispute, f"{name}_changed", before=before, now=now)
            setattr(dispute, name, now)
    dispute.currency, dispute.reason = truth.currency, truth.reason[:120]
    state = STATES[truth.standing]
    decided = state == DisputeState.UNCLEAR and dispute.state not in OPEN
    # What a person has looked up, or the provider has said before, stays.
    if state != dispute.state and not decided:
        move(dispute, state, outcome=OUTCOMES.get(state, ""))
    dispute.remind_at = alarms.next_reminder(dispute)
