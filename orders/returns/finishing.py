"""The refund of a return has arrived: orders.payments.refunds.booking says so, in its transaction."""

from django.utils import timezone

from orders.payments.models import Refund
from orders.returns import mails
from orders.returns.locks import lock_return_of
from orders.returns.models import Return, ReturnPiece, ReturnState
from orders.returns.states import move
from orders.returns.telling import tell


def refunded(refund: Refund) -> bool:
    """Move the return that this refund is for, whose order the caller has locked; False if it is for none.

    A refund that a bank sent back and that arrives again is told once.
    """
    known = Return.objects.filter(refund=refund).values_list("pk", "order").first()
    if known is None or refund.payment is None:
        return False
    ret = lock_return_of(refund.payment.order, known[0])
    if ret.state != ReturnState.REFUNDING:
        return False
    now = timezone.now()
    move(ret, ReturnState.GOING_BACK if _still_to_go(ret) else ReturnState.REFUNDED, at=now)
    tell(ret, "return_refunded", at=now, amount=str(refund.amount))
    mails.return_refunded(ret)
    return True


def _still_to_go(ret: Return) -> bool:
    """Whether a refused piece isn't with her again."""
    return ret.pieces.filter(verdict=ReturnPiece.Verdict.REFUSED, back_at__isnull=True).exists()
