"""A refused piece travels back to its buyer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog import custody
from catalog.models import Custody
from consignment.pieces import sale
from orders.books.ledger import entries_of
from orders.fulfilment import tracking as numbers
from orders.returns import deadlines, finishing, mails
from orders.returns.locks import lock_return
from orders.returns.models import Return, ReturnPiece, ReturnState
from orders.returns.states import ReturnRefused, move
from orders.returns.telling import tell

CARRIER_LENGTH, REASON_LENGTH = 40, 300
SENT = ["back_tracking", "back_carrier", "sent_back_at", "sent_back_by"]


@transaction.atomic
def send(
    piece: ReturnPiece, *, tracking: str, carrier: str, actor: Any, now: datetime | None = None
) -> ReturnPiece:
    """It is with the carrier, under this tracking number. Raises ReturnRefused for one that wasn't refused."""
    now, locked = now or timezone.now(), _locked(piece)
    if locked.verdict != ReturnPiece.Verdict.REFUSED:
        raise ReturnRefused("Only a refused piece goes back.")
    if locked.sent_back_at is not None:
        raise ReturnRefused("It is on its way back already.")
    try:
        number = numbers.tidy(tracking)
    except ValueError as error:
        raise ReturnRefused(str(error)) from None
    if not carrier.strip():
        raise ReturnRefused("Which carrier has it?")
    locked.back_tracking, locked.back_carrier = number, carrier.strip()[:CARRIER_LENGTH]
    locked.sent_back_at, locked.sent_back_by = now, actor
    locked.save(update_fields=SENT)
    sale.left([locked.item_id], to=Custody.Holder.CARRIER, detail=number, actor=actor, at=now)
    told: dict[str, Any] = {"carrier": locked.back_carrier, "tracking": number, "item": locked.item.number}
    tell(locked.ret, "return_going_back", actor=actor, at=now, **told)
    _wait_until_there(locked.ret, now)
    mails.return_going_back(locked)
    return locked


@transaction.atomic
def delivered(piece: ReturnPiece, at: datetime, *, actor: Any = None) -> ReturnPiece:
    """She has it again, also what was given up as lost; with the last one the return is closed. Twice is once.

    Raises ReturnRefused for one that isn't on its way.
    """
    locked = _locked(piece)
    if locked.back_at is not None:
        return locked
    _refuse_what_is_not_under_way(locked, or_lost=True)
    locked.back_at, locked.back_lost_at = at, None
    locked.save(update_fields=["back_at", "back_lost_at"])
    sale.left([locked.item_id], to=Custody.Holder.OWNER, detail=locked.ret.order.number, actor=actor, at=at)
    tell(locked.ret, "return_back", actor=actor, at=at, item=locked.item.number)
    _close_after_the_last(locked.ret)
    return locked


@transaction.atomic
def came_back(piece: ReturnPiece, *, actor: Any, now: datetime | None = None) -> ReturnPiece:
    """It is here again, undelivered or found: what was decided stands, and it is to be sent once more.

    What was given up as lost opens its return again. Raises ReturnRefused for one that isn't on its way, and for one
    whose money has gone back since: it isn't hers any more.
    """
    now, locked = now or timezone.now(), _locked(piece)
    _refuse_what_is_not_under_way(locked, or_lost=True)
    if locked.back_lost_at is not None:
        _refuse_what_was_paid_for(locked)
    locked.back_tracking, locked.back_carrier, locked.sent_back_at, locked.sent_back_by = "", "", None, None
    locked.back_times, locked.back_lost_at = locked.back_times + 1, None
    locked.save(update_fields=[*SENT, "back_times", "back_lost_at"])
    why = f"Return {locked.ret.number}: it came back to us undelivered."
    custody.hand_over(locked.item, Custody.Holder.STAFF, person=actor, given_by=actor, why=why, at=now)
    tell(locked.ret, "return_undelivered", actor=actor, at=now, public=False, item=locked.item.number)
    if locked.ret.ended_at is not None:
        move(locked.ret, ReturnState.GOING_BACK, at=now)
    else:
        _write_clock(locked.ret, *deadlines.of(locked.ret, now))
    return locked


@transaction.atomic
def lost(piece: ReturnPiece, *, actor: Any, reason: str, now: datetime | None = None) -> ReturnPiece:
    """The carrier has lost it on its way back to her; with the last one the return is closed.

    What she gets for it accounting decides, and asks for on the payment's page. Raises ReturnRefused without a reason,
    and for one that isn't on its way.
    """
    if not reason.strip():
        raise ReturnRefused("How do we know, and what becomes of her money? She reads it.")
    now, locked = now or timezone.now(), _locked(piece)
    _refuse_what_is_not_under_way(locked)
    locked.back_lost_at = now
    locked.save(update_fields=["back_lost_at"])
    said = reason.strip()[:REASON_LENGTH]
    tell(locked.ret, "return_lost_back", actor=actor, reason=said, at=now, item=locked.item.number)
    _close_after_the_last(locked.ret)
    mails.return_lost_back(locked, reason=said)
    return locked


def to_send(ret: Return) -> bool:
    """Whether something refused isn't with the carrier yet."""
    return _refused(ret).filter(sent_back_at=None).exists()


def _refuse_what_is_not_under_way(piece: ReturnPiece, *, or_lost: bool = False) -> None:
    if piece.sent_back_at is None:
        raise ReturnRefused("It hasn’t been sent back yet.")
    if piece.back_at is not None or (piece.back_lost_at is not None and not or_lost):
        raise ReturnRefused("It isn’t on its way any more.")


def _refuse_what_was_paid_for(piece: ReturnPiece) -> None:
    if not any(entry.left for entry in entries_of(piece.ret.order) if entry.key == f"line-{piece.line_id}"):
        raise ReturnRefused(
            "Its money has gone back since it was lost: it isn’t hers any more. Ask accounting."
        )


def _close_after_the_last(ret: Return) -> None:
    """Nothing of a locked return is here or under way any more."""
    if ret.state == ReturnState.GOING_BACK and not finishing.still_to_go(ret):
        move(ret, ReturnState.CLOSED, at=timezone.now())


def _locked(piece: ReturnPiece) -> ReturnPiece:
    ret = lock_return(piece.ret_id)
    fresh = ReturnPiece.objects.select_related("item").get(pk=piece.pk)
    fresh.ret = ret
    return fresh


def _refused(ret: Return) -> Any:
    return ret.pieces.filter(verdict=ReturnPiece.Verdict.REFUSED)


def _wait_until_there(ret: Return, at: datetime) -> None:
    """All that goes back is with the carrier: somebody asks about it if nobody has said that it arrived."""
    if ret.state in (ReturnState.GOING_BACK, ReturnState.REFUNDING) and not to_send(ret):
        _write_clock(ret, deadlines.there_by(at), deadlines.there_by(at))


def _write_clock(ret: Return, due: datetime | None, alarm: datetime | None) -> None:
    ret.due_at, ret.alarm_at = due, alarm
    ret.save(update_fields=["due_at", "alarm_at"])
