"""The refund of a claim has gone out: orders.payments.refunds.booking says so, in its transaction; the sweep as well."""

from datetime import datetime

from orders.payments.models import Refund, RefundState
from orders.promise import mails, states
from orders.promise.locks import lock_claim_of
from orders.promise.models import Claim, ClaimState
from orders.promise.money import told


def refunded(refund: Refund, *, now: datetime | None = None) -> bool:
    """End the claim that waits for this refund, whose order the caller has locked; False if none does."""
    known = (
        Claim.objects.filter(refund=refund, state=ClaimState.REFUNDING).values_list("pk", flat=True).first()
    )
    if known is None or refund.payment is None or refund.state != RefundState.DONE:
        return False
    claim = lock_claim_of(refund.payment.order, known)
    if claim.state != ClaimState.REFUNDING:
        return False
    states.move(claim, ClaimState.REFUNDED, at=now, told=told(claim))
    mails.claim_refunded(claim)
    return True
