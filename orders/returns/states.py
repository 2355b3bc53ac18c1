"""The states of a return and what may follow each (drawn in docs/states.md); one table, one writer."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from consignment.payouts import holds
from orders.returns import deadlines
from orders.returns.models import ENDED, Return, ReturnPiece, ReturnState

S = ReturnState
ALLOWED: dict[ReturnState, frozenset[ReturnState]] = {
    S.REQUESTED: frozenset({S.APPROVED, S.DECLINED, S.WITHDRAWN}),
    S.APPROVED: frozenset({S.IN_TRANSIT, S.RECEIVED, S.LAPSED, S.WITHDRAWN}),
    S.DECLINED: frozenset(),
    # Her parcel comes after all: what is here is looked at.
    S.WITHDRAWN: frozenset({S.RECEIVED}),
    S.LAPSED: frozenset({S.IN_TRANSIT, S.RECEIVED}),
    S.IN_TRANSIT: frozenset({S.RECEIVED, S.LOST}),
    S.LOST: frozenset({S.RECEIVED, S.REFUNDING, S.CLOSED}),
    S.RECEIVED: frozenset({S.REFUNDING, S.GOING_BACK}),
    S.REFUNDING: frozenset({S.REFUNDED, S.GOING_BACK}),
    # A refused piece that was given up as lost on its way back is here again (orders.returns.going_back).
    S.REFUNDED: frozenset({S.GOING_BACK}),
    S.GOING_BACK: frozenset({S.CLOSED}),
    # So it is here, or what was given up as lost without money (orders.returns.arriving), looked at as any other.
    S.CLOSED: frozenset({S.RECEIVED, S.GOING_BACK}),
}
WHY_HELD = "A return of it is open."
TWICE = "Another return of this piece, or a claim about it, is open."
NOT_HERS = "Its money went back otherwise meanwhile: what came isn’t this return’s any more."
GIVEN_BACK = (ReturnPiece.Verdict.ACCEPTED, ReturnPiece.Verdict.LOST)


class ReturnRefused(Exception):
    """This can't be done with the return (any more); the message is a sentence for whoever asked."""


def move(ret: Return, to: ReturnState, *, at: datetime, **facts: Any) -> None:
    """Move a return, locked with its order, and write the facts and what follows: deadlines, its end, payout holds.

    Raises ReturnRefused when the table doesn't allow it; nothing is written then.
    """
    before = ReturnState(ret.state)
    if to not in ALLOWED[before]:
        raise ReturnRefused(f"Return {ret.number} is “{before.label}”; it can’t become “{to.label}”.")
    ret.state = to
    for name, value in facts.items():
        setattr(ret, name, value)
    ret.ended_at = at if to in ENDED else None
    ret.due_at, ret.alarm_at = deadlines.of(ret, at)
    ret.save(update_fields=["state", "ended_at", "due_at", "alarm_at", *facts])
    if (before in ENDED) != (to in ENDED):
        _open_or_close(ret, at)
    if ret.kind == Return.Kind.EXCHANGE:
        _follow(ret, to, at)


def _follow(ret: Return, to: ReturnState, at: datetime) -> None:
    """The piece that she wants for it is kept longer, or free again."""
    from orders.returns.exchanging import following

    following.followed(ret, to, at)


def hold_payouts(ret: Return, at: datetime) -> None:
    """While a return is open nothing is paid out for its pieces."""
    for piece in ret.pieces.filter(over_at__isnull=True).select_related("item").order_by("item_id"):
        holds.put(piece.item, reference=ret.number, kind="return", why=WHY_HELD, until=ret.due_at, at=at)


def _open_or_close(ret: Return, at: datetime) -> None:
    pieces = ret.pieces.all()
    if ret.ended_at is None:
        pieces = pieces.exclude(verdict__in=GIVEN_BACK)  # what is ours again stays over
        _refuse_what_went_back(ret)
    try:
        with transaction.atomic():
            pieces.update(over_at=ret.ended_at)
    except IntegrityError:
        raise ReturnRefused(TWICE) from None
    if ret.ended_at is None:
        hold_payouts(ret, at)
    else:
        holds.lift(ret.number, at=at)


def _refuse_what_went_back(ret: Return) -> None:
    """A return isn't opened again for what another one, or a claim, has given back since: she was paid for it."""
    lines = ret.pieces.exclude(verdict__in=GIVEN_BACK).values("line")
    others = ReturnPiece.objects.filter(line__in=lines, verdict__in=GIVEN_BACK).exclude(ret=ret)
    other = others.select_related("ret").first()
    if other is not None:
        raise ReturnRefused(f"Its money went back under return {other.ret.number}: what came is that one’s.")
    if ret.order.claims.filter(line__in=lines, released_at__isnull=False).exists():
        raise ReturnRefused(NOT_HERS)
