"""What follows from a verdict: the piece is ours again or goes back, and after the last one the money goes back."""

from datetime import datetime
from typing import Any

from orders.payments.locks import lock_payments
from orders.returns import homecoming, mails, refunding
from orders.returns.models import Return, ReturnPiece, ReturnState
from orders.returns.states import move

V = ReturnPiece.Verdict


def accepted(piece: ReturnPiece, actor: Any, at: datetime) -> None:
    """A piece under the locks of its order and return was accepted."""
    # Payments before pieces (docs/locking.md): the last verdict asks for the refund.
    lock_payments(piece.ret.order)
    homecoming.bring_home(piece, actor=actor, at=at)
    settle(piece.ret, actor=actor, at=at)


def refused(piece: ReturnPiece, actor: Any, at: datetime) -> None:
    """A piece under the locks of its order and return was refused."""
    settle(piece.ret, actor=actor, at=at)


def settle(ret: Return, *, actor: Any, at: datetime) -> None:
    """Once every piece has its verdict: ask for the refund of what was accepted, or send all back. Else nothing."""
    pieces = list(ret.pieces.select_related("item", "line"))
    if not all(piece.verdict for piece in pieces):
        return
    taken = [piece for piece in pieces if piece.verdict == V.ACCEPTED]
    if taken:
        refunding.give_back(ret, taken, actor=actor, at=at)
    else:
        move(ret, ReturnState.GOING_BACK, at=at)
    # Each is silent where there is nothing of its kind; an exchange is told by what becomes of it.
    if ret.kind == Return.Kind.RETURN:
        mails.return_accepted(ret)
    mails.return_refused(ret)
