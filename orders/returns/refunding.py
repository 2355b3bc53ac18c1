"""The money of a return: asked for in the transaction of the last verdict, exactly what the one reckoning says."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from orders.books.splitting import Split, cut
from orders.payments.disputes.freeze import is_decided, refund_problem, spared, took_the_rest
from orders.payments.locks import lock_payments, lock_refund
from orders.payments.models import Payment, Refund, RefundState
from orders.payments.origin import together_with
from orders.payments.refunds import spreading
from orders.returns import amounts, finishing
from orders.returns.exchanging import taking_over
from orders.returns.locks import lock_return
from orders.returns.models import Return, ReturnAmounts, ReturnPiece, ReturnState
from orders.returns.states import ReturnRefused, move
from orders.returns.telling import tell

NOT_PAID = "Nothing is captured for this order."
MEANWHILE = "It was reckoned at {} USD; since then other refunds have left {} USD of that."

BANK_TOOK = "Her bank has taken the money back from us: nothing more goes back."
REST_FIRST = (
    "If that is for good, accounting refunds what is left of the order by hand; then it can be accepted."
)
TWICE = (
    "{} USD of return {} were paid by hand, and went back by another refund as well: see what she got twice."
)


def give_back(ret: Return, pieces: Sequence[ReturnPiece], *, actor: Any, at: datetime) -> Refund | None:
    """Freeze what goes back for these pieces and ask for it; None where nothing of their price is left.

    None also where it pays the piece that she wants in exchange: its order is placed after the commit; and where her
    bank has taken all of it from us for good, which is then all that she gets. Of what it took in part the rest goes
    back.

    In the caller's transaction, under the locks of order and return. Raises ReturnRefused while the buyer's bank is
    still deciding who gets the money (docs/disputes.md).
    """
    exchanged = ret.kind == Return.Kind.EXCHANGE and taking_over.stands(ret, at)
    paid = _paid(ret)
    found = amounts.nothing(BANK_TOOK) if took_the_rest(paid) else amounts.in_the_end(ret, pieces)
    if (free := spared(paid)) is not None and free < found.total:
        found = amounts.at_most(found, free)
    amounts.freeze(ret, ReturnAmounts.Kind.FINAL, found)
    if not found.total:
        move(ret, ReturnState.REFUNDING, at=at)
        move(ret, ReturnState.REFUNDED, at=at)
        return None
    if exchanged:
        taking_over.take_over(ret, at)
        move(ret, ReturnState.REFUNDING, at=at)
        return None
    refund = _request(ret, paid, found.split, actor)
    move(ret, ReturnState.REFUNDING, at=at, refund=refund)
    return refund


def pay_out(ret: Return) -> Refund:
    """Ask for what was reckoned at the verdict of a locked exchange that came to nothing. Raises ReturnRefused."""
    ret.refund = _request(ret, _paid(ret), reckoned(ret), None)
    ret.save(update_fields=["refund"])
    return ret.refund


def reckoned(ret: Return) -> Split:
    """Of what the sum consists that was frozen at the last verdict. Raises ReturnRefused before it, and where some of
    it went back otherwise since (at the provider's own pages).
    """  # fmt: skip
    final = ret.final
    if final is None:
        raise ReturnRefused("Its pieces are not judged yet.")
    taken = ret.pieces.filter(verdict__in=["accepted", "lost"]).select_related("line")
    facts: dict[str, Any] = {"fee": bool(final.fee), "return_shipping": final.return_shipping}
    split = amounts.amounts(ret.order, [piece.line for piece in taken], **facts).split
    if amounts.is_less(final) and split.total > final.total:
        return cut(split, final.total)[0]
    if split.total != final.total:
        raise ReturnRefused(MEANWHILE.format(final.total, split.total))
    return split


def _request(ret: Return, paid: list[Payment], split: Split, actor: Any) -> Refund:
    for payment, part in spreading.parts_of(paid, split.total):
        if problem := refund_problem(payment, part):
            raise ReturnRefused(f"{problem} {REST_FIRST}" if is_decided(payment) else problem)
    why = f"Return {ret.number}"
    return spreading.request(paid, split.total, reason=why, actor=actor, split=split)[0]


@transaction.atomic
def paid_another_way(ret: Return, *, actor: Any, reason: str, now: datetime | None = None) -> Return:
    """Its refund failed for good and she got the money otherwise (a wire, a check): it counts, and the return is over.

    Where its sum has gone back by another refund since, that one counts, and its payment waits for a person. Raises
    ReturnRefused without a reason, and while the refund may still arrive.
    """
    if not reason.strip():
        raise ReturnRefused("How did she get it? It stays with the return.")
    now, locked = now or timezone.now(), lock_return(ret.pk)
    if locked.state != ReturnState.REFUNDING or not _given_up(locked):
        raise ReturnRefused("Only where its refund failed and nothing will be tried again.")
    _count(locked, actor, reason.strip())
    finishing.finish(locked, now)
    tell(locked, "return_paid_otherwise", actor=actor, reason=reason.strip(), at=now, public=False)
    return locked


def _count(ret: Return, actor: Any, how: str) -> None:
    """Book what failed as paid by hand, so that nobody asks for it again and its tax is reversed."""
    from orders.payments.refunds import booking

    for refund in _failed(ret):
        locked = lock_refund(refund.pk)
        try:
            with transaction.atomic():
                booking.paid_by_hand(locked, actor=actor, reference=f"{ret.number}: {how}")
        except IntegrityError:
            if locked.payment is not None:
                booking.flag(locked.payment, TWICE.format(locked.amount, ret.number))


def _given_up(ret: Return) -> bool:
    """Whether some of its refunds failed and nothing will be tried again, and none is still on its way."""
    open_ones = _failed(ret)
    return bool(open_ones) and all(one.closed_at is not None for one in open_ones)


def _failed(ret: Return) -> list[Refund]:
    """Of its refunds those that haven't arrived."""
    asked = together_with(ret.refund) if ret.refund else []
    return [one for one in asked if one.state != RefundState.DONE]


def _paid(ret: Return) -> list[Payment]:
    captured = spreading.captured(lock_payments(ret.order))
    if not captured:
        raise ReturnRefused(NOT_PAID)
    for payment in captured:
        payment.order = ret.order
    return captured
