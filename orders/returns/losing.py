"""A parcel that the carrier lost on its way to us: the only way to a refund without the piece."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.returns import homecoming, mails, refunding
from orders.returns.locks import lock_return
from orders.returns.models import Return, ReturnPiece, ReturnState
from orders.returns.states import ReturnRefused, move
from orders.returns.telling import tell

REASON_LENGTH = 300
V = ReturnPiece.Verdict


@transaction.atomic
def lost(ret: Return, *, actor: Any, reason: str, refund: bool, now: datetime | None = None) -> Return:
    """The carrier has lost it; with `refund` we give its money back now: what travels on our label is our risk.

    Without, it waits for the carrier's word, and may still arrive. Raises ReturnRefused without a reason, and for a
    parcel that isn't on its way.
    """
    now, locked, why = now or timezone.now(), lock_return(ret.pk), _said(reason)
    if locked.state != ReturnState.LOST:
        move(locked, ReturnState.LOST, at=now)
        tell(locked, "return_lost", actor=actor, reason=why, at=now, refund=refund)
    elif not refund:
        raise ReturnRefused("It is known to be lost already.")
    if refund:
        refunding.give_back(locked, _judged(locked, actor, why, now), actor=actor, at=now)
        mails.return_lost(locked, given_back=True)
    return locked


@transaction.atomic
def close(ret: Return, *, actor: Any, reason: str, now: datetime | None = None) -> Return:
    """Nothing goes back for what is lost; she reads why. Raises ReturnRefused without a reason."""
    now, locked, why = now or timezone.now(), lock_return(ret.pk), _said(reason)
    if locked.state != ReturnState.LOST:
        raise ReturnRefused("Only what is lost is closed like this.")
    _judged(locked, actor, why, now)
    move(locked, ReturnState.CLOSED, at=now)
    tell(locked, "return_closed", actor=actor, reason=why, at=now)
    mails.return_lost(locked, given_back=False)
    return locked


@transaction.atomic
def turned_up(piece: ReturnPiece, *, actor: Any, now: datetime | None = None) -> ReturnPiece:
    """A lost piece whose money went back arrives after all: it is ours again. Raises ReturnRefused."""
    now, ret = now or timezone.now(), lock_return(piece.ret_id)
    fresh = ReturnPiece.objects.select_related("item__category").get(pk=piece.pk)
    fresh.ret = ret
    if fresh.verdict != V.LOST or fresh.came_back_at is not None or ret.refund_id is None:
        raise ReturnRefused("Only a lost piece that was refunded turns up.")
    homecoming.bring_home(fresh, actor=actor, at=now)
    tell(ret, "return_turned_up", actor=actor, at=now, public=False, item=fresh.item.number)
    return fresh


def _judged(ret: Return, actor: Any, why: str, at: datetime) -> list[ReturnPiece]:
    pieces = list(ret.pieces.select_related("item", "line"))
    for piece in pieces:
        piece.verdict, piece.verdict_at, piece.verdict_by, piece.verdict_reason = V.LOST, at, actor, why
        piece.save(update_fields=["verdict", "verdict_at", "verdict_by", "verdict_reason"])
    return pieces


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReturnRefused("How do we know? It stays with the return.")
    return reason.strip()[:REASON_LENGTH]
