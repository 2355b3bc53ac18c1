"""Customer care decides about a request: approved (a task buys the label at once), or declined with a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.fulfilment.with_her import turned_round, why_not_with_her
from orders.returns import mails
from orders.returns.locks import lock_return
from orders.returns.models import Return, ReturnState
from orders.returns.states import ReturnRefused, move
from orders.returns.telling import tell

REASON_LENGTH = 300


@transaction.atomic
def approve(
    ret: Return, *, actor: Any, reason: str = "", fault_ours: bool = False, now: datetime | None = None
) -> Return:
    """She may send it: a task buys the label after the commit, and the mail with it says how and until when.

    `fault_ours` forgives the fee and the way back. Raises ReturnRefused unless it waits for a decision, and for what
    never reached her, or came back to us undelivered since she asked.
    """
    now, locked = now or timezone.now(), lock_return(ret.pk)
    _refuse_what_she_has_not(locked)
    facts = _decided(actor, reason, now) | {"fault": fault_ours, "label_try_at": now}
    move(locked, ReturnState.APPROVED, at=now, **facts)
    tell(locked, "return_approved", actor=actor, at=now, fault=fault_ours)
    _buy(locked)
    return locked


@transaction.atomic
def decline(ret: Return, *, actor: Any, reason: str, now: datetime | None = None) -> Return:
    """She keeps it; `reason` is a sentence she reads. Raises ReturnRefused without one, or once it is decided."""
    if not reason.strip():
        raise ReturnRefused("Say why; she reads it.")
    now, locked = now or timezone.now(), lock_return(ret.pk)
    move(locked, ReturnState.DECLINED, at=now, **_decided(actor, reason, now))
    tell(locked, "return_declined", actor=actor, reason=locked.reason, at=now)
    mails.return_declined(locked)
    return locked


def _refuse_what_she_has_not(ret: Return) -> None:
    pieces = ret.pieces.select_related("item", "shipment_line__shipment")
    for piece in pieces.annotate(turned=turned_round("shipment_line__shipment")):
        if why := why_not_with_her(piece.shipment_line.shipment, turned=piece.turned):
            raise ReturnRefused(f"{piece.item.title}: {why}")


def _decided(actor: Any, reason: str, now: datetime) -> dict[str, Any]:
    return {"decided_at": now, "decided_by": actor, "reason": reason.strip()[:REASON_LENGTH]}


def _buy(ret: Return) -> None:
    from orders.returns.tasks import buy_label

    buy_label.delay(ret.pk)
