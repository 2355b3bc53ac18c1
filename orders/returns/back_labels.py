"""The label of a refused piece back to its buyer: bought at the desk, followed until she has it again."""

import logging
from datetime import datetime
from functools import partial

from django.db.models import CharField, DateTimeField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import User
from logistics import labels
from logistics.gateway import CarrierError, Dispatch, Silent, office
from logistics.models import Label, LabelState, Purpose
from orders.fulfilment.carriage import CUSTOMS_STATES, recipient_of
from orders.returns import going_back
from orders.returns.labelling import box_of
from orders.returns.locks import lock_return
from orders.returns.models import ReturnPiece
from orders.returns.states import ReturnRefused

logger = logging.getLogger(__name__)
ABROAD = "It crosses a border: buy its label at the carrier, with its customs form, and type the number."
SILENT = (
    "The carrier has not answered. It may have been bought: look again in a minute, nothing is bought twice."
)
NOT_NOW = "Only a refused piece that is still here gets a label back."


def reference_of(piece: ReturnPiece) -> str:
    """What the label is bought under: each refused piece travels by itself."""
    return f"{piece.ret.number}-{piece.pk}"


def label_of(piece: ReturnPiece) -> Label | None:
    """The label that is bought for its way back; None while there is none."""
    found = labels.live(reference_of(piece), Purpose.REFUSED)
    return found if found is not None and found.state == LabelState.BOUGHT else None


def buy(piece: ReturnPiece, *, actor: User) -> Label:
    """Buy the cheapest label to the address where it was delivered, insured for its price. Outside any transaction.

    Twice is once. Raises ReturnRefused with the carrier's words, for a piece that stays or has left, and for an address
    abroad.
    """
    if piece.verdict != ReturnPiece.Verdict.REFUSED or piece.sent_back_at is not None:
        raise ReturnRefused(NOT_NOW)
    try:
        label = labels.live(reference_of(piece), Purpose.REFUSED) or _buy(piece, actor)
    except Silent:
        raise ReturnRefused(SILENT) from None
    except CarrierError as error:
        raise ReturnRefused(error.message) from None
    if label.state != LabelState.BOUGHT:
        raise ReturnRefused(SILENT)
    return label


def void_unless(piece: ReturnPiece, number: str, *, actor: User) -> None:
    """Take the label back if the piece left under another number; what the carrier says to that stands on the label."""
    label = label_of(piece)
    if label is None or label.tracking_number == number:
        return
    try:
        labels.void(label, actor=actor, reason="It left under another number.")
    except CarrierError as error:
        logger.warning("the label %s of a refused piece: %s", label.pk, error.message)


def sweep() -> int:
    """What the carrier has delivered is hers again; returns how many. Safe to run twice or at once."""
    bought_under = Concat(OuterRef("ret__number"), Value("-"), Cast(OuterRef("pk"), CharField()))
    news = Label.objects.filter(
        reference=bought_under, purpose=Purpose.REFUSED, tracking_number=OuterRef("back_tracking")
    )
    arrived = Subquery(news.values("delivered_at")[:1], output_field=DateTimeField())
    under_way = ReturnPiece.objects.filter(sent_back_at__isnull=False, back_at__isnull=True)
    found = under_way.annotate(arrived_at=arrived).filter(arrived_at__isnull=False)
    return sum(_delivered(piece, piece.arrived_at) for piece in found.order_by("pk")[:200])


def _buy(piece: ReturnPiece, actor: User) -> Label:
    quotation = labels.ask(_dispatch_of(piece), Purpose.REFUSED, actor=actor)
    rates = labels.rates_of(quotation)
    if not rates:
        raise ReturnRefused(" ".join(["No carrier offers a label for this.", *quotation.remarks]))
    return labels.buy(quotation, rates[0].id, actor=actor, first=partial(_still_here, piece))


def _still_here(piece: ReturnPiece) -> None:
    """Under its return's lock: nobody has sent it back by another label meanwhile."""
    lock_return(piece.ret_id)
    if not ReturnPiece.objects.filter(pk=piece.pk, verdict="refused", sent_back_at=None).exists():
        raise ReturnRefused(NOT_NOW)


def _dispatch_of(piece: ReturnPiece) -> Dispatch:
    buyer, ours = recipient_of(piece.ret.order), office()
    if buyer.country != ours.country or buyer.state in CUSTOMS_STATES:
        raise ReturnRefused(ABROAD)
    return Dispatch(
        reference=reference_of(piece),
        sender=ours,
        recipient=buyer,
        parcel=box_of([piece]),
        insured_for=piece.line.line_price_excl_tax,
        signature=True,
    )


def _delivered(piece: ReturnPiece, at: datetime | None) -> bool:
    try:
        going_back.delivered(piece, at or timezone.now())
    except ReturnRefused as refused:
        logger.warning("piece %s of a return isn't hers again: %s", piece.pk, refused)
        return False
    return True
