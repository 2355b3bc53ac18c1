"""What her pages show of returns beside their sums: under each parcel of her order, and what was found at the table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from orders.fulfilment import tracking
from orders.fulfilment.comparison import Pair, Picture, compared
from orders.fulfilment.models import OutboundPhoto, Shipment, ShipmentState
from orders.order.models import Order
from orders.returns.access import AFTER, BEFORE
from orders.returns.exchanging.told import asked_for
from orders.returns.models import Return, ReturnPhoto, ReturnPiece
from orders.returns.queries import of as returns_of
from orders.returns.standing import headline
from orders.returns.windows import Returnable, returnable
from portero.core.words import day

GONE = frozenset({ShipmentState.SHIPPED, ShipmentState.DELIVERED})


class Standing(NamedTuple):
    """A return, the word for it, and where it stands."""

    ret: Return
    asked: str
    standing: str


@dataclass
class OfParcel:
    """Under a parcel that has left: its returns, each with where it stands; until when more may come back; the rest."""

    returns: list[Standing] = field(default_factory=list)
    open: list[Returnable] = field(default_factory=list)
    closed: list[Returnable] = field(default_factory=list)
    lines: set[int] = field(
        default_factory=set
    )  # shipment lines that came back, are lost, or are to come back

    @property
    def heading(self) -> str:
        """What the section is called: by what she has asked for, if she has."""
        words = list(dict.fromkeys(one.asked for one in self.returns))
        return " and ".join(words).capitalize() or "Changed your mind"

    @property
    def until(self) -> datetime | None:
        """Until when she may ask; None where nothing can come back (any more)."""
        return self.open[0].until if self.open else None


@dataclass(frozen=True)
class Verdict:
    """What was found of one piece, where it is now, and of a refused one both sets of pictures."""

    piece: ReturnPiece
    where: str
    tracking: str
    pairs: list[Pair] = field(default_factory=list)


def of_parcels(order: Order, shipments: Iterable[Shipment]) -> dict[int, OfParcel]:
    """By shipment, for those that have left us; no query while none has."""
    gone = {shipment.pk: OfParcel() for shipment in shipments if shipment.state in GONE}
    if not gone:
        return {}
    asked = set()
    for ret in returns_of(order):
        pieces = list(ret.pieces.all())
        asked |= {piece.line_id for piece in pieces}
        for pk in {piece.shipment_line.shipment_id for piece in pieces} & gone.keys():
            gone[pk].returns.append(Standing(ret, asked_for(ret).asked, headline(ret)))
            gone[pk].lines |= {piece.shipment_line_id for piece in pieces if _comes_back(piece)}
    for one in returnable(order):
        of = gone.get(one.shipment_line.shipment_id)
        if of is not None and not one.why_not:
            of.open.append(one)
        elif of is not None and one.line.pk not in asked:
            of.closed.append(one)
    return gone


def verdicts(ret: Return, token: str) -> list[Verdict]:
    """What was decided, piece by piece; empty as long as nothing is."""
    return [_verdict(ret, piece, token) for piece in ret.pieces.all() if piece.verdict]


def _verdict(ret: Return, piece: ReturnPiece, token: str) -> Verdict:
    if piece.verdict != ReturnPiece.Verdict.REFUSED:
        return Verdict(piece, "", "")
    after = {photo.shot: _picture(ret, photo, token, AFTER) for photo in piece.photos.all()}
    both = compared(piece.shipment_line, after, left_as=lambda photo: _picture(ret, photo, token, BEFORE))
    page = tracking.page(piece.back_carrier, piece.back_tracking)
    seen = [pair for pair in both.pairs if pair.left or pair.back]
    return Verdict(piece, _where(piece), page, seen)


def _comes_back(piece: ReturnPiece) -> bool:
    return piece.over_at is None or piece.verdict in {ReturnPiece.Verdict.ACCEPTED, ReturnPiece.Verdict.LOST}


def _where(piece: ReturnPiece) -> str:
    if piece.back_at:
        return f"Back with you since {day(piece.back_at)}."
    if piece.back_lost_at:
        return "Lost on its way back to you."
    if piece.sent_back_at:
        sent = f"It left us with {piece.back_carrier} on {day(piece.sent_back_at)}"
        return f"{sent}, tracking number {piece.back_tracking}."
    return "It is with us, and we prepare its way back to you. You pay nothing for it."


def _picture(ret: Return, photo: OutboundPhoto | ReturnPhoto, token: str, when: str) -> Picture:
    url = reverse("returns:picture", args=[token, ret.number, when, photo.pk, "medium"])
    return Picture(url, photo.width, photo.height)
