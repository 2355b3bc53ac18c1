"""The refund of a return has arrived: orders.payments.refunds.booking says so, in its transaction."""

from datetime import datetime

from django.utils import timezone

from orders.payments.models import Refund, RefundState
from orders.payments.origin import is_credit, left_with_her, together_with
from orders.returns import mails
from orders.returns.locks import lock_return_of
from orders.returns.models import Return, ReturnPiece, ReturnState
from orders.returns.states import move
from orders.returns.telling import tell


def refunded(refund: Refund, *, to_order: str = "") -> bool:
    """Move the return that this refund is for, whose order the caller has locked; False if it is for none.

    Of refunds that were asked for together the last one ends it, and the last one of those that go to her is told. A
    refund that a bank sent back and that arrives again is told once. `to_order`: it pays that order instead, which
    has mails of its own.
    """
    asked = together_with(refund)
    waiting = [one for one in asked if one.state != RefundState.DONE and one.pk != refund.pk]
    known = Return.objects.filter(refund=asked[0]).values_list("pk", flat=True).first()
    if known is None or refund.payment is None:
        return False
    ret = lock_return_of(refund.payment.order, known)
    if ret.state != ReturnState.REFUNDING:
        return False
    if not waiting:
        now = timezone.now()
        finish(ret, now)
        tell(ret, "return_refunded", at=now, amount=str(left_with_her(asked)), public=not to_order)
    # What of an exchange is still set aside for the new order doesn't keep the news of the rest.
    if not to_order and all(is_credit(one) for one in waiting):
        mails.return_refunded(ret)
    return True


def has_told(refund: Refund) -> bool:
    """Whether a return's own mail has said that this refund is on its way: with the last verdict, when it was asked."""
    return Return.objects.filter(refund=together_with(refund)[0]).exists()


def finish(ret: Return, at: datetime) -> None:
    """The money of a locked return has gone; what was refused of it may still have to."""
    move(ret, ReturnState.GOING_BACK if still_to_go(ret) else ReturnState.REFUNDED, at=at)


def still_to_go(ret: Return) -> bool:
    """Whether a refused piece is neither with her again nor given up."""
    refused = ret.pieces.filter(verdict=ReturnPiece.Verdict.REFUSED)
    return refused.filter(back_at__isnull=True, back_lost_at__isnull=True).exists()
