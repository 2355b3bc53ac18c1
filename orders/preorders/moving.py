"""Preorders that are sold: the day moves and her buyer is told; the piece arrives and the ship-by clock runs.

Locks: the order, then the piece, then its shipments, as everywhere (docs/locking.md).
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog import announcing
from catalog.announcing import AnnouncementRefused
from catalog.models import Item
from orders import lifecycle, parcel_mails
from orders.fulfilment import pausing
from orders.fulfilment.locks import lock_shipments
from orders.fulfilment.models import Pause, Shipment, ShipmentState
from orders.locks import lock_order
from orders.order.models import Order
from orders.states import PAID

NOT_GONE = (ShipmentState.WAITING, ShipmentState.TO_PACK)
SOMEBODY_ORDERS = "Somebody is ordering it this moment. Try again."


@transaction.atomic
def announce(item: Item, on: date, *, reason: str = "", actor: Any = None) -> Item:
    """Announce a day, or another one; the order that has the piece follows. Raises AnnouncementRefused."""
    order = _order_of(item)
    before = Item.objects.values_list("ships_on", flat=True).get(pk=item.pk)
    fresh = announcing.announce(item, on, reason=reason, actor=actor)
    shipment = _shipment(order, fresh)
    if order is None or shipment is None or before is None or before == on:
        return fresh
    shipment.ships_on = on
    shipment.save(update_fields=["ships_on"])
    if order.status in PAID:
        told: dict[str, Any] = {"actor": actor, "reason": reason.strip(), "shipment": shipment.number}
        lifecycle.append(order, "preorder_moved", before=before, ships_on=on, **told)
        shipment.order = order
        parcel_mails.preorder_moved(shipment, fresh, before=before, reason=reason.strip())
    return fresh


@transaction.atomic
def arrive(item: Item, *, actor: Any = None) -> Item:
    """The piece is in hand: nothing is announced any more, and the clock of a paid parcel runs from now.

    Raises AnnouncementRefused.
    """
    order = _order_of(item)
    fresh, now = announcing.arrive(item, actor=actor), timezone.now()
    shipment = _shipment(order, fresh)
    if order is None or shipment is None or _others_missing(shipment):
        return fresh
    shipment.ships_on = None
    shipment.save(update_fields=["ships_on"])
    if shipment.state == ShipmentState.TO_PACK:
        running = pausing.run_on(shipment, Pause.Kind.PREORDER, actor=actor, at=now)
        lifecycle.append(order, "preorder_arrived", actor=actor, at=now, shipment=shipment.number)
        parcel_mails.preorder_arrived(running)
    return fresh


def _order_of(item: Item) -> Order | None:
    """The order that has the piece, locked before the piece is."""
    pk = item.claims.filter(released_at__isnull=True).values_list("order_id", flat=True).first()
    return lock_order(pk) if pk else None


def _shipment(order: Order | None, item: Item) -> Shipment | None:
    """Its parcel while it hasn't gone. Raises AnnouncementRefused if an order came between."""
    claim = item.claims.filter(released_at__isnull=True).values_list("order_id", flat=True).first()
    if claim != (order.pk if order else None):
        raise AnnouncementRefused(SOMEBODY_ORDERS)
    if order is None:
        return None
    mine = set(item.shipment_lines.filter(shipment__order=order).values_list("shipment_id", flat=True))
    return next((s for s in lock_shipments(order) if s.pk in mine and s.state in NOT_GONE), None)


def _others_missing(shipment: Shipment) -> bool:
    return shipment.lines.filter(item__ships_on__isnull=False).exists()
