"""A parcel that came back to us undelivered: taken in, and sent once more under another label as its buyer wishes.

Refunding it instead is `orders.undelivered`.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from consignment.pieces import sale
from logistics import labels
from logistics.models import LabelState, Purpose
from logistics.states import lock_label
from logistics.states import move as move_label
from orders import lifecycle, parcel_mails
from orders.books.ledger import entries_of
from orders.fulfilment import clock
from orders.fulfilment.locks import lock_shipment
from orders.fulfilment.models import Shipment, ShipmentState
from orders.fulfilment.states import ShipmentRefused, move
from portero.core import audit
from portero.core.figures import figure

PERMISSION = "fulfilment.change_shipment"
NOT_HIS = "Whoever packs sends it again: you may not."
NOT_COMPARED = "Compare its tag and pictures with the outbound set first, and say so."
ADDRESS_WAITS = "The buyer gave another delivery address, which is verified first."
MONEY_WENT_BACK = "Her money went back, or is owed to her: it can only be refunded."


def waiting() -> QuerySet[Shipment]:
    """Parcels that are back with us and undecided, those that wait longest first."""
    found = Shipment.objects.filter(state=ShipmentState.BACK)
    return found.select_related("order__contact").order_by("decide_by", "pk")


def may_be_given_up(shipment: Shipment) -> bool:
    """Whether it is back, or waits here to leave once more."""
    again = shipment.state == ShipmentState.PACKED and shipment.back_times > 0
    return shipment.state == ShipmentState.BACK or again


def take_in(shipment: Shipment, *, actor: Any) -> None:
    """The locked parcel is here again: its label is used up, somebody decides in `astray_look_hours`, she is told."""
    at = timezone.now()
    _use_up_label(shipment)
    decide_by = at + timedelta(hours=int(figure("astray_look_hours")))
    facts: dict[str, Any] = {"back_at": at, "back_times": shipment.back_times + 1, "decide_by": decide_by}
    move(shipment, ShipmentState.BACK, **facts)
    sale.undelivered(shipment.lines.values_list("item_id", flat=True), actor=actor, at=at)
    lifecycle.append(shipment.order, "parcel_back", actor=actor, at=at, shipment=shipment.number)
    parcel_mails.parcel_back(shipment)


@transaction.atomic
def send_again(shipment: Shipment, *, compared: bool, actor: Any) -> Shipment:
    """It is packed as it was and leaves once more, under another label and within a time of its own.

    `compared`: tag and pictures are those of the outbound set, which stays. Returns the fresh parcel. Raises
    ShipmentRefused for who may not, for one that isn't back or isn't to leave, and while a new address is verified.
    """
    if not actor.has_perm(PERMISSION):
        raise ShipmentRefused(NOT_HIS)
    locked = lock_shipment(shipment.pk)
    _refuse(locked, compared)
    at = timezone.now()
    facts: dict[str, Any] = clock.start_again(locked, at) | {
        "shipped_at": None,
        "shipped_by": None,
        "tracking_number": "",
        "decide_by": None,
    }
    move(locked, ShipmentState.PACKED, **facts)
    told: dict[str, Any] = {"actor": actor, "at": at, "shipment": locked.number}
    lifecycle.append(locked.order, "parcel_again", ship_by=locked.ship_by, **told)
    audit.record("fulfilment.sent_again", locked, actor=actor)
    return locked


def _refuse(shipment: Shipment, compared: bool) -> None:
    if shipment.state != ShipmentState.BACK:
        raise ShipmentRefused(f"{shipment.number} is {shipment.get_state_display().lower()}.")
    if _was_refunded(shipment):
        raise ShipmentRefused(MONEY_WENT_BACK)
    if shipment.order.address_changes.filter(ended_at__isnull=True, state="open").exists():
        raise ShipmentRefused(ADDRESS_WAITS)
    if not compared:
        raise ShipmentRefused(NOT_COMPARED)


def _was_refunded(shipment: Shipment) -> bool:
    """One that was given up as lost before, or is owed its refund as such; or somebody gave it back by hand."""
    lines = set(shipment.lines.values_list("line_id", flat=True))
    goods = [one for one in entries_of(shipment.order) if one.kind == "goods" and one.line.pk in lines]
    return not all(one.left for one in goods) or shipment.astray.filter(owes=True).exists()


def _use_up_label(shipment: Shipment) -> None:
    """The label under which it left brings nothing anywhere any more; one that was never used is voided by hand."""
    found = labels.live(shipment.number, Purpose.OUTBOUND)
    if found is None or found.tracking_number != shipment.tracking_number:
        return
    label = lock_label(found.pk)
    if label.state == LabelState.BOUGHT:
        move_label(label, LabelState.CAME_BACK, poll_at=None, lookup_at=None)
