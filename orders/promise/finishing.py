"""The refund of a claim has gone out: orders.payments.refunds.booking says so, in its transaction, and the sweep."""

from datetime import datetime

from orders.payments.models import Refund
from orders.payments.origin import together_with
from orders.promise import mails, money, states
from orders.promise.locks import lock_claim_of
from orders.promise.models import Choice, Claim, ClaimState


def has_told(refund: Refund) -> bool:
    """Whether a claim's own mail has said that this refund is on its way: with the decision, when it was asked for."""
    return Claim.objects.filter(refund=together_with(refund)[0]).exclude(choice=Choice.REFUND).exists()


def refunded(refund: Refund, *, now: datetime | None = None) -> bool:
    """End the claim that waits for this refund, whose order the caller has locked; False if none does.

    Of refunds that were asked for together the last one ends it.
    """
    first = together_with(refund)[0]
    waiting = Claim.objects.filter(refund=first, state=ClaimState.REFUNDING)
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
