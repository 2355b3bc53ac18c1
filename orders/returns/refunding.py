"""The money of a return: asked for in the transaction of the last verdict, exactly what the one reckoning says."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from orders.payments.disputes.freeze import refund_problem
from orders.payments.locks import lock_payments
from orders.payments.models import Payment, Refund
from orders.payments.refunds import spreading
from orders.returns import amounts
from orders.returns.models import Return, ReturnAmounts, ReturnPiece, ReturnState
from orders.returns.states import ReturnRefused, move

NOT_PAID = "Nothing is captured for this order."


def give_back(ret: Return, pieces: Sequence[ReturnPiece], *, actor: Any, at: datetime) -> Refund | None:
    """Freeze what goes back for these pieces and ask for it; None where nothing of their price is left.

    In the caller's transaction, under the locks of order and return. Raises ReturnRefused where the buyer's bank takes
    the money back itself (docs/disputes.md).
    """
    paid = _paid(ret)
    found = amounts.in_the_end(ret, pieces)
    amounts.freeze(ret, ReturnAmounts.Kind.FINAL, found)
    if not found.total:
        move(ret, ReturnState.REFUNDING, at=at)
        move(ret, ReturnState.REFUNDED, at=at)
        return None
    for payment, part in spreading.parts_of(paid, found.total):
        if problem := refund_problem(payment, part):
            raise ReturnRefused(problem)
    why = f"Return {ret.number}"
    asked = spreading.request(paid, found.total, reason=why, actor=actor, split=found.split)
    move(ret, ReturnState.REFUNDING, at=at, refund=asked[0])
    return asked[0]


def _paid(ret: Return) -> list[Payment]:
    captured = spreading.captured(lock_payments(ret.order))
    if not captured:
        raise ReturnRefused(NOT_PAID)
    for payment in captured:
        payment.order = ret.order
    return captured
