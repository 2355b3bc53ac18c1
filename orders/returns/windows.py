"""Which pieces of an order can be sent back, and until when: counted from the day on which each parcel left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from catalog.models import Item
from orders.books.ledger import Entry, entries_of
from orders.fulfilment.models import ShipmentLine, ShipmentState, lost_and_owed
from orders.fulfilment.with_her import turned_round, why_not_with_her
from orders.order.models import Order
from orders.promise.models import Claim
from orders.returns.models import ReturnPiece, ReturnState
from orders.states import PAID
from portero.core.figures import figure
from portero.core.words import day

ASKED = "You have asked to return it already."
CLAIMED = "A claim about it is open: we answer that first."
GIVEN_BACK = "It has been refunded."
LOST = "It was lost on its way to us; write to us about it."
LOST_TO_HER = "The carrier has lost it. What you paid for it goes back to you."
LOOKED_AT = "We have looked at it once and could not take it back."
DECLINED = "We have declined its return; write to us if something has changed."

VERDICTS: dict[str, str] = {
    ReturnPiece.Verdict.ACCEPTED: GIVEN_BACK,
    ReturnPiece.Verdict.REFUSED: LOOKED_AT,
    ReturnPiece.Verdict.LOST: LOST,
}


@dataclass(frozen=True)
class Returnable:
    """One piece of an order: until when it can be sent back, and why it can't be (empty: it can)."""

    line: Any
    shipment_line: ShipmentLine
    item: Item
    until: datetime | None
    why_not: str = ""


def returnable(
    order: Order, now: datetime | None = None, entries: list[Entry] | None = None
) -> list[Returnable]:
    """Every piece of a paid order, by line; the request counts, not the day on which the parcel comes back.

    `entries` are those of the order's books, where the caller has read them.
    """
    if order.status not in PAID:
        return []
    now = now or timezone.now()
    lines = ShipmentLine.objects.filter(shipment__order=order).exclude(
        shipment__state=ShipmentState.CANCELLED
    )
    facts = lines.select_related("shipment", "line", "item__designer", "item__style")
    found = facts.annotate(lost=lost_and_owed(), turned=turned_round()).order_by("line")
    charged = {entry.key: entry for entry in (entries_of(order) if entries is None else entries)}
    earlier, claimed = _earlier(order), _claimed(order)
    barred = {one.line_id: why for one in found if (why := _not_hers(one))} | dict.fromkeys(claimed, CLAIMED)
    return [
        Returnable(one.line, one, one.item, None, barred[one.line_id])
        if one.line_id in barred
        else _one(one, charged[f"line-{one.line_id}"], earlier.get(one.line_id, ()), now)
        for one in found
    ]


def until_of(shipped_at: datetime) -> datetime:
    """The last moment of the window of a parcel that left then."""
    return shipped_at + timedelta(days=int(figure("return_days")))


def _one(one: ShipmentLine, entry: Entry, earlier: Iterable[ReturnPiece], now: datetime) -> Returnable:
    until = until_of(one.shipment.shipped_at or now)
    return Returnable(one.line, one, one.item, until, _why_not(until, entry, earlier, now))


def _not_hers(one: Any) -> str:
    """Why a piece isn't with her and can't come from her; empty if it may be with her."""
    return LOST_TO_HER if one.lost else why_not_with_her(one.shipment, turned=one.turned)


def _why_not(until: datetime, entry: Entry, earlier: Iterable[ReturnPiece], now: datetime) -> str:
    if told := next(filter(None, map(_before, earlier)), ""):
        return told
    if not entry.left:
        return GIVEN_BACK
    return f"The {figure('return_days')} days from its shipping ended on {day(until)}." if now > until else ""


def _before(piece: ReturnPiece) -> str:
    """Why an earlier request stands in the way; one that was withdrawn or lapsed doesn't."""
    if piece.over_at is None:
        return ASKED
    return VERDICTS.get(piece.verdict) or (DECLINED if piece.ret.state == ReturnState.DECLINED else "")


def _claimed(order: Order) -> set[int]:
    """The lines that a claim under the Promise is open about."""
    return set(Claim.objects.filter(order=order, ended_at__isnull=True).values_list("line_id", flat=True))


def _earlier(order: Order) -> dict[int, list[ReturnPiece]]:
    found: dict[int, list[ReturnPiece]] = {}
    for piece in ReturnPiece.objects.filter(ret__order=order).select_related("ret").order_by("-pk"):
        found.setdefault(piece.line_id, []).append(piece)
    return found
