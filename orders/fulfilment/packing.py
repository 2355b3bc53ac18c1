"""What the bench does with a parcel: packed, handed to the carrier, delivered. The order follows its parcels."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from oscar.core.loading import get_model

from authentication.cases import standing
from catalog.models import Custody
from consignment.pieces import sale
from orders import lifecycle, parcel_mails
from orders.fulfilment import outbound, tracking
from orders.fulfilment.alarms import record_breach
from orders.fulfilment.locks import lock_shipment
from orders.fulfilment.models import PackedPiece, Shipment, ShipmentLine, ShipmentState
from orders.fulfilment.models.outbound import TAG_LENGTH
from orders.fulfilment.pausing import why_standing
from orders.fulfilment.states import ALLOWED, ShipmentRefused, move
from orders.routes import gate
from orders.states import ALLOWED as ORDER_ALLOWED
from orders.states import PAID, OrderState

S = ShipmentState
CARRIER_LENGTH = 40
# The state an order reaches once every parcel of it is at least so far.
FOLLOWS: dict[ShipmentState, tuple[OrderState, frozenset[ShipmentState]]] = {
    S.PACKED: (OrderState.PACKED, frozenset({S.PACKED, S.SHIPPED, S.BACK, S.DELIVERED})),
    S.SHIPPED: (OrderState.SHIPPED, frozenset({S.SHIPPED, S.BACK, S.DELIVERED})),
    S.DELIVERED: (OrderState.DELIVERED, frozenset({S.DELIVERED})),
}


@dataclass(frozen=True)
class Tagged:
    """One piece of a parcel as it is packed: the tag it wears, and what of the things included lies beside it."""

    security_tag: str
    included: Collection[str] = ()


@transaction.atomic
def mark_packed(
    shipment: Shipment,
    actor: Any,
    pieces: Mapping[int, Tagged],
    *,
    weight_g: int,
    at: datetime | None = None,
) -> Shipment:
    """The parcel is packed: every piece wears its tag, is photographed, and has beside it what was sold with it.

    `pieces` by the primary key of their ShipmentLine. Returns the fresh shipment. Raises ShipmentRefused for an unpaid
    order, a parcel that isn't to be packed, and whatever of the set is missing, in words for the packing table.
    """
    at = at or timezone.now()
    locked = _locked(shipment)
    if locked.state == S.TO_PACK and locked.ship_by is None:
        raise ShipmentRefused(f"It may not be packed yet. {why_standing(locked)}")
    _refuse_doubted(locked)
    if S.PACKED in ALLOWED[ShipmentState(locked.state)]:
        _record_set(locked, pieces, weight_g)
    move(locked, S.PACKED, packed_at=at, packed_by=actor, weight_g=weight_g)
    _tell(locked, S.PACKED, actor, at)
    return locked


@transaction.atomic
def mark_shipped(
    shipment: Shipment, actor: Any, tracking_number: str, carrier: str = "", *, at: datetime | None = None
) -> Shipment:
    """The parcel is with the carrier: the clock stops, the piece leaves the stock, the buyer gets her tracking.

    `carrier` is the one booked unless another is named. A parcel handed over after ship-by is a breach, also
    when no sweep has noticed yet; the mail then says so. Raises ShipmentRefused for a parcel that isn't
    packed, a number that can't be a tracking number, or a piece that may not take this route (any more).
    """
    at = at or timezone.now()
    try:
        number = tracking.tidy(tracking_number)
    except ValueError as error:
        raise ShipmentRefused(str(error)) from None
    locked = _locked(shipment)
    if stopped := gate.problem_of(locked):
        raise ShipmentRefused(f"It may not leave. {stopped}")
    _refuse_doubted(locked)
    if locked.back_times and _has_left_under(locked, number):
        raise ShipmentRefused(f"It left under {number} before, and came back: it needs another label.")
    kept_as = (carrier.strip() or locked.carrier)[:CARRIER_LENGTH]
    facts: dict[str, Any] = {"carrier": kept_as, "tracking_number": number}
    move(locked, S.SHIPPED, shipped_at=at, shipped_by=actor, alarm_at=None, **facts)
    if locked.ship_by is not None and at > locked.ship_by:
        record_breach(locked, at)
    if not locked.back_times:
        _take_from_stock(locked)
    _book(locked, Custody.Holder.CARRIER, number, actor, at)
    link = tracking.page(facts["carrier"], number)
    _tell(locked, S.SHIPPED, actor, at, tracking_link=link, **facts)
    parcel_mails.shipment_sent(locked)
    return locked


@transaction.atomic
def mark_delivered(shipment: Shipment, actor: Any, *, at: datetime | None = None) -> Shipment:
    """The carrier has delivered the parcel. Raises ShipmentRefused for one that wasn't shipped."""
    at = at or timezone.now()
    locked = _locked(shipment)
    move(locked, S.DELIVERED, delivered_at=at)
    _book(locked, Custody.Holder.OWNER, locked.order.number, actor, at)
    _tell(locked, S.DELIVERED, actor, at)
    parcel_mails.shipment_delivered(locked)
    return locked


def _record_set(shipment: Shipment, pieces: Mapping[int, Tagged], weight_g: int) -> None:
    """Write how each piece leaves; the database checks the same when the parcel becomes packed."""
    if weight_g < 1:
        raise ShipmentRefused("What does the packed box weigh?")
    lines = shipment.lines.select_related("item__category").prefetch_related(
        "outbound_photos", "item__inclusions"
    )
    for line in lines.order_by("pk"):
        told = pieces.get(line.pk, Tagged(""))
        if problem := problem_of(line, told):
            raise ShipmentRefused(f"{line.item.number}: {problem}")
        try:
            with transaction.atomic():
                PackedPiece.objects.create(
                    line=line, security_tag=told.security_tag.strip(), included=list(told.included)
                )
        except IntegrityError:
            raise ShipmentRefused(f"Tag {told.security_tag.strip()} is on another piece already.") from None


def problem_of(line: ShipmentLine, told: Tagged) -> str:
    """What keeps a piece from being packed like this, as a sentence; empty if nothing does."""
    if not 0 < len(told.security_tag.strip()) <= TAG_LENGTH:
        return f"Type the number on the security tag, at most {TAG_LENGTH} characters."
    gone = [i.name for i in line.item.inclusions.all() if i.present and i.name not in told.included]
    if gone:
        return f"Not ticked: {', '.join(gone)}. It was sold with it."
    if shots := outbound.missing(line, (photo.shot for photo in line.outbound_photos.all())):
        return f"Not photographed: {', '.join(shot.name for shot in shots)}."
    return ""


def _refuse_doubted(shipment: Shipment) -> None:
    """A counterfeit is never sent to a buyer, and nothing leaves while experts look at it (domain.md)."""
    for line in shipment.lines.select_related("item"):
        if standing.doubted(line.item_id):
            raise ShipmentRefused(f"{line.item.number} is with our authenticators: it may not leave.")


def _locked(shipment: Shipment) -> Shipment:
    locked = lock_shipment(shipment.pk)
    if OrderState(locked.order.status) not in PAID:
        label = OrderState(locked.order.status).label.lower()
        raise ShipmentRefused(f"Order {locked.order.number} is {label}: nothing of it may leave.")
    return locked


def _has_left_under(shipment: Shipment, number: str) -> bool:
    told = {"data__shipment": shipment.number, "data__tracking_number": number}
    return shipment.order.events.filter(kind=S.SHIPPED.value, **told).exists()


def _tell(shipment: Shipment, reached: ShipmentState, actor: Any, at: datetime, **facts: Any) -> None:
    """One public event per step: the order's own transition when this was the last parcel, else a plain event."""
    order, (follows, far_enough) = shipment.order, FOLLOWS[reached]
    facts |= {"actor": actor, "at": at, "shipment": shipment.number}
    states = set(order.shipments.exclude(state=S.CANCELLED).values_list("state", flat=True))
    if states <= far_enough and follows in ORDER_ALLOWED[OrderState(order.status)]:
        lifecycle.transition(order.pk, follows, kind=reached.value, **facts)
    else:
        lifecycle.append(order, reached.value, **facts)


def _take_from_stock(shipment: Shipment) -> None:
    """Oscar's projection follows: nothing is allocated any more, and nothing is there."""
    lines = get_model("order", "Line").objects.filter(shipment_line__shipment=shipment)
    for line in lines.select_related("stockrecord__product__product_class"):
        line.consume_allocation(1)


def _book(shipment: Shipment, to: Custody.Holder, detail: str, actor: Any, at: datetime) -> None:
    """Consigned pieces stand in the custody book until their buyer has them."""
    pieces = shipment.lines.values_list("item_id", flat=True)
    sale.left(pieces, to=to, detail=detail, actor=actor, at=at)
