"""The refund of a claim has gone out: orders.payments.refunds.booking says so, in its transaction, and the sweep."""

from datetime import datetime

from django.db.models import Q

from orders.payments.models import Refund
from orders.payments.origin import from_here_on, together_with
from orders.promise import mails, money, states
from orders.promise.locks import lock_claim_of
from orders.promise.models import Choice, Claim, ClaimState


def has_told(refund: Refund) -> bool:
    """Whether a claim's own mail has said that this refund is on its way: with the decision, when it was asked for."""
    return Claim.objects.filter(refund__in=together_with(refund)).exclude(choice=Choice.REFUND).exists()


def asked_anew(refund: Refund) -> str:
    """The number of the claim that has asked for this refund's sum anew since it failed; empty if none has."""
    for claim in Claim.objects.filter(refund__in=together_with(refund)).select_related("refund"):
        if claim.refund is not None and refund not in from_here_on(claim.refund):
            return claim.number
    return ""


def paid_by_hand(refund: Refund) -> str:
    """The number of the open claim under which a person was to pay this refund (`by_hand`); empty if none."""
    waiting = Claim.objects.filter(ended_at__isnull=True, paid_otherwise__isnull=False)
    found = waiting.filter(refund__in=together_with(refund))
    return found.values_list("number", flat=True).first() or ""


def refunded(refund: Refund, *, now: datetime | None = None) -> bool:
    """End the claim that waits for this refund, whose order the caller has locked; False if none does.

    Of refunds that were asked for together the last one ends it. What a person has paid ends it with the reason that
    she reads, also where the piece is with her again.
    """
    by_hand = Q(state=ClaimState.GOING_BACK, paid_otherwise__isnull=False)
    waiting = Claim.objects.filter(Q(state=ClaimState.REFUNDING) | by_hand, refund__in=together_with(refund))
    known = waiting.values_list("pk", flat=True).first()
    if known is None or refund.payment is None:
        return False
    claim = lock_claim_of(refund.payment.order, known)
    if claim.ended_at is not None:
        return False
    if not money.done(claim):
        return True
    if claim.paid_otherwise is not None:
        told = {"otherwise": str(claim.refunded_amount)}
        states.move(claim, ClaimState.CLOSED, reason=claim.end_reason, at=now, told=told)
        mails.claim_closed(claim)
        return True
    states.move(claim, ClaimState.REFUNDED, at=now, told=money.told(claim))
    mails.claim_refunded(claim)
    return True
