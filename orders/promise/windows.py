"""Of what, and until when, a buyer can open a claim (domain.md, Portero Promise)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from catalog.models import Item
from orders.books.ledger import entries_of
from orders.fulfilment.models import ShipmentLine, lost_and_owed
from orders.fulfilment.with_her import why_not_with_her
from orders.order.models import Order
from orders.promise.models import Choice, Claim, ClaimDecision, Kind
from orders.returns.models import ReturnPiece
from portero.core.figures import figure

LOST = "The carrier has lost it. What you paid for it goes back to you."
OPEN = "Claim {0} about it is open."
COMES_BACK = "You are returning it: that comes first."
GONE = "It isn’t part of this order any more: it came back, or was refunded."
ANSWERED = "We have answered your claims about it. Write to us if you have found something new."


@dataclass(frozen=True)
class Claimable:
    """One piece of an order: what can be claimed of it and until when (None: without an end), or why nothing can."""

    line: Any
    shipment_line: ShipmentLine
    item: Item
    kinds: Mapping[str, datetime | None]
    why_not: str = ""


def claimable(order: Order, now: datetime | None = None) -> list[Claimable]:
    """Every piece of the order. Authenticity: at any time once it has left us; condition: `promise_condition_days`
    from its delivery.
    """  # fmt: skip
    now = now or timezone.now()
    lines = ShipmentLine.objects.filter(shipment__order=order)
    found = lines.annotate(lost=lost_and_owed())
    parcels = found.select_related("line", "shipment", "item__designer", "item__category").order_by("line_id")
    left = {e.line.pk: e.left for e in entries_of(order) if e.kind == "goods"}
    return [
        Claimable(one.line, one, one.item, {}, LOST)
        if one.lost
        else _of(one, bool(left.get(one.line_id)), now)
        for one in parcels
    ]


def one_of(order: Order, line_pk: int, now: datetime | None = None) -> Claimable | None:
    """The piece of this line; None where the order has no such line in a parcel."""
    return next((one for one in claimable(order, now) if one.line.pk == line_pk), None)


def condition_until(piece: ShipmentLine) -> datetime | None:
    """Until when its condition can be claimed; None while nobody knows that it was delivered."""
    delivered = piece.shipment.delivered_at
    return delivered + timedelta(days=int(figure("promise_condition_days"))) if delivered else None


def _of(piece: ShipmentLine, unrefunded: bool, now: datetime) -> Claimable:
    why_not = _why_not(piece, unrefunded)
    kinds = {} if why_not else _kinds(piece, now)
    if not kinds and not why_not:
        why_not = ANSWERED
    return Claimable(piece.line, piece, piece.item, kinds, why_not)


def _why_not(piece: ShipmentLine, unrefunded: bool) -> str:
    if why := why_not_with_her(piece.shipment):
        return why
    open_claim = Claim.objects.filter(line=piece.line_id, ended_at__isnull=True).first()
    if open_claim is not None:
        return OPEN.format(open_claim.number)
    if ReturnPiece.objects.filter(line=piece.line_id, over_at__isnull=True).exists():
        return COMES_BACK
    if (
        Claim.objects.filter(line=piece.line_id, paid_otherwise__isnull=False)
        .exclude(choice=Choice.ALLOWANCE)
        .exists()
    ):
        return GONE
    hers = piece.line.claims.filter(released_at__isnull=True).exists()
    return "" if hers and unrefunded else GONE


def _kinds(piece: ShipmentLine, now: datetime) -> dict[str, datetime | None]:
    """What was decided once isn't claimed again; what she withdrew, or never sent, is."""
    decided = ClaimDecision.objects.filter(claim__line=piece.line_id)
    answered = set(decided.values_list("claim__kind", flat=True))
    until = condition_until(piece)
    kinds: dict[str, datetime | None] = {Kind.AUTHENTICITY: None}
    if until is None or now <= until:
        kinds[Kind.CONDITION] = until
    return {kind: end for kind, end in kinds.items() if kind not in answered}
