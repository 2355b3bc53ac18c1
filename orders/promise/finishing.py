"""The refund of a claim has gone out: orders.payments.refunds.booking says so, in its transaction, and the sweep."""

from datetime import datetime

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


def refunded(refund: Refund, *, now: datetime | None = None) -> bool:
    """End the claim that waits for this refund, whose order the caller has locked; False if none does.

    Of refunds that were asked for together the last one ends it.
    """
    waiting = Claim.objects.filter(refund__in=together_with(refund), state=ClaimState.REFUNDING)
    known = waiting.values_list("pk", flat=True).first()
    if known is None or refund.payment is None:
        return False
    claim = lock_claim_of(refund.payment.order, known)
    if claim.state != ClaimState.REFUNDING:
        return False
    if not money.done(claim):
        return True
    states.move(claim, ClaimState.REFUNDED, at=now, told=money.told(claim))
    mails.claim_refunded(claim)
    return True
