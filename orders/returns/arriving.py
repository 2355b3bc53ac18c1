"""Her parcel is opened at our desk, whatever the carrier told of it before."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog import custody
from catalog.models import Custody
from orders.returns import mails
from orders.returns.locks import lock_return
from orders.returns.models import Return, ReturnPiece, ReturnState
from orders.returns.states import ReturnRefused, move
from orders.returns.telling import tell

NEVER_APPROVED = "This return was never approved: find out why it was sent."


@transaction.atomic
def receive(ret: Return, *, actor: Any, now: datetime | None = None) -> Return:
    """The parcel is here; its pieces are inspected and decided within the figure `return_inspect_days`.

    Also one that had lapsed or was withdrawn, and one that the carrier had lost, unless its money went back: what was
    closed without money is judged after all. Raises ReturnRefused.
    """
    now, locked = now or timezone.now(), lock_return(ret.pk)
    if locked.decided_at is None:
        raise ReturnRefused(NEVER_APPROVED)
    if locked.state == ReturnState.CLOSED:
        _open_again(locked)
    facts = {"received_at": now, "received_by": actor, "label_try_at": None}
    move(locked, ReturnState.RECEIVED, at=now, **facts)
    for piece in locked.pieces.select_related("item").order_by("item_id"):
        if custody.custody_of(piece.item) is not None:
            why = f"Return {locked.number}"
            custody.hand_over(piece.item, Custody.Holder.STAFF, person=actor, given_by=actor, why=why, at=now)
    tell(locked, "return_received", actor=actor, at=now)
    mails.return_received(locked)
    return locked


def was_given_up(ret: Return) -> bool:
    """Whether it was closed as lost and nothing was given back for it."""
    if ret.state != ReturnState.CLOSED or ret.final is not None:
        return False
    return not ret.pieces.exclude(verdict=ReturnPiece.Verdict.LOST).exists()


def _open_again(ret: Return) -> None:
    if not was_given_up(ret):
        raise ReturnRefused("This return is over: find out why it was sent.")
    ret.pieces.update(verdict="", verdict_at=None, verdict_by=None, verdict_reason="")
