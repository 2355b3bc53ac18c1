"""The label of a refused piece back to its buyer: bought at the desk, followed until she has it again."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import User
from logistics.gateway import Dispatch
from logistics.models import Label
from orders.fulfilment import back_again
from orders.returns import going_back
from orders.returns.labelling import box_of
from orders.returns.locks import lock_return
from orders.returns.models import ReturnPiece
from orders.returns.states import ReturnRefused

logger = logging.getLogger(__name__)
NOT_NOW = "Only a refused piece that is still here gets a label back."


def reference_of(piece: ReturnPiece) -> str:
    """What the label is bought under: each refused piece travels by itself, and anew after it came back to us."""
    return f"{piece.ret.number}-{piece.pk}{back_again.again(piece.back_times)}"


def label_of(piece: ReturnPiece) -> Label | None:
    """The label that is bought for its way back; None while there is none."""
    return back_again.label_of(reference_of(piece))


def buy(piece: ReturnPiece, *, actor: User) -> Label:
    """Buy the cheapest label to the address where it was delivered, insured for its price. Outside any transaction.

    Twice is once. Raises ReturnRefused with the carrier's words, for a piece that stays or has left, and for one that
    customs let leave only with papers that are made at the carrier.
    """
    if piece.verdict != ReturnPiece.Verdict.REFUSED or piece.sent_back_at is not None:
        raise ReturnRefused(NOT_NOW)
    told = partial(_told_to, back_again.dispatch_of, piece)
    try:
        return back_again.buy(reference_of(piece), told, actor=actor, first=partial(_still_here, piece))
    except back_again.NoLabel as none:
        raise ReturnRefused(str(none)) from None


def send(piece: ReturnPiece, *, tracking: str, carrier: str, actor: User) -> ReturnPiece:
    """It is with the carrier, who is asked about it from now on; a label that was bought and isn't the one it wears is
    taken back. Outside any transaction. Raises ReturnRefused.
    """  # fmt: skip
    sent = going_back.send(piece, tracking=tracking, carrier=carrier, actor=actor)
    back_again.void_unless(reference_of(sent), sent.back_tracking, actor=actor)
    parcel = _told_to(back_again.parcel_of, sent)
    back_again.follow(parcel, carrier=sent.back_carrier, number=sent.back_tracking, actor=actor)
    return sent


def sweep() -> int:
    """What the carrier has delivered is hers again; returns how many. Safe to run twice or at once."""
    under_way = ReturnPiece.objects.filter(sent_back_at__isnull=False, back_at__isnull=True)
    stem = ("ret__number", Value("-"), Cast("pk", CharField()))
    under_way = back_again.with_reference(under_way.filter(back_lost_at__isnull=True), *stem)
    arrived = back_again.arrived(under_way)[:200]
    return sum(_delivered(piece, piece.arrived_at) for piece in arrived)


def _still_here(piece: ReturnPiece) -> None:
    """Under its return's lock: nobody has sent it back by another label meanwhile."""
    lock_return(piece.ret_id)
    if not ReturnPiece.objects.filter(pk=piece.pk, verdict="refused", sent_back_at=None).exists():
        raise ReturnRefused(NOT_NOW)


def _told_to(tells: Callable[..., Dispatch], piece: ReturnPiece) -> Dispatch:
    return tells(piece.ret.order, piece.shipment_line, reference_of(piece), box_of([piece]))


def _delivered(piece: ReturnPiece, at: datetime | None) -> bool:
    try:
        going_back.delivered(piece, at or timezone.now())
    except ReturnRefused as refused:
        logger.warning("piece %s of a return isn't hers again: %s", piece.pk, refused)
        return False
    return True
