"""One parcel of a paid order is called off before it leaves, the others travel on. What it cost goes back in USD.

A preorder can be cancelled although the rest of its order is with the carrier (domain.md, Gifts, preorders).
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from catalog import listing
from consignment.pieces import sale
from orders import lifecycle, parcel_mails
from orders.books import everything
from orders.books.splitting import SplitRefused
from orders.cancellation import CancellationRefused, refuse_scanned, release_pieces
from orders.fulfilment.locks import lock_shipment
from orders.fulfilment.models import Shipment, ShipmentState
from orders.fulfilment.packing import FOLLOWS
from orders.fulfilment.states import move
from orders.locks import lock_order
from orders.order.models import Order
from orders.payments.disputes.freeze import refund_problem
from orders.payments.locks import lock_payments
from orders.payments.models import Refund
from orders.payments.refunds import spreading
from orders.states import ALLOWED, PAID, OrderState
from portero.core import audit

NO_REASON = "Say why; the client reads it in her mail."
LESS_IS_LEFT = "Less is left of the payment than its pieces cost: see to it at the payment first."
LAST = "It is the last parcel of this order: cancel the order."


def separable(order: Order, parcels: Iterable[Shipment], *, even_packed: bool = False) -> list[Shipment]:
    """The parcels that can be called off while another one stays; `parcels` are all of the order's."""
    live = [parcel for parcel in parcels if parcel.state != ShipmentState.CANCELLED]
    if order.status not in PAID or len(live) < 2:
        return []
    return [parcel for parcel in live if _waits(parcel, even_packed)]


def of_which_nothing_left(order: Order) -> bool:
    """Whether the whole order can still be called off by staff."""
    if order.status not in {OrderState.CONFIRMED, OrderState.PACKED}:
        return False
    gone = Q(state__in=[ShipmentState.SHIPPED, ShipmentState.DELIVERED]) | Q(back_times__gt=0)
    return not order.shipments.filter(gone).exclude(state=ShipmentState.CANCELLED).exists()


@transaction.atomic
def cancel_parcel(
    shipment: Shipment, *, reason: str, actor: Any, even_packed: bool = False, her_words: str = ""
) -> Shipment:
    """Call off one parcel of a paid order and give back all that it cost; returns the fresh parcel.

    `reason` is a sentence she reads; `her_words`, why she calls it off, only staff read. `even_packed`: somebody takes
    it apart at the bench. Its pieces become drafts. Raises CancellationRefused.
    """
    if not reason.strip():
        raise CancellationRefused(NO_REASON)
    order = lock_order(shipment.order_id)
    _refuse(order, shipment, even_packed)
    refund = give_back(order, shipment, reason.strip(), actor)
    items = [line.item for line in shipment.lines.select_related("item__designer").order_by("item")]
    for item in items:
        sale.came_back(item, why="The order was called off.", actor=actor)
    release_pieces(order, reason=reason, keep_hold=False, items=items)
    for item in items:
        listing.back_to_draft(item, reason=f"A parcel of order {order.number} was cancelled.", actor=actor)
    locked = lock_shipment(shipment.pk)
    move(locked, ShipmentState.CANCELLED, alarm_at=None)
    facts: dict[str, Any] = {"actor": actor, "reason": reason.strip()[:300], "shipment": locked.number}
    facts |= {"her_words": her_words} if her_words else {}
    named = ", ".join(f"{item.designer.name} {item.title}" for item in items)
    lifecycle.append(locked.order, "parcel_cancelled", named=named, **facts)
    follow(locked.order)
    audit.record("orders.parcel_cancelled", locked, actor=actor, reason=her_words or reason.strip())
    parcel_mails.parcel_cancelled(locked, reason.strip(), refund)
    return locked


def _waits(parcel: Shipment, even_packed: bool) -> bool:
    """One that came back undelivered is given up by `orders.undelivered`: its pieces had left the stock."""
    packed = even_packed and parcel.state == ShipmentState.PACKED and not parcel.back_times
    return parcel.state == ShipmentState.TO_PACK or packed


def _refuse(order: Order, shipment: Shipment, even_packed: bool) -> None:
    """Under the order's lock, which everybody takes who packs or hands over a parcel of it."""
    if order.status not in PAID:
        raise CancellationRefused(f"This order is {OrderState(order.status).label.lower()}.")
    parcels = list(order.shipments.exclude(state=ShipmentState.CANCELLED))
    fresh = next((parcel for parcel in parcels if parcel.pk == shipment.pk), None)
    if fresh is None or not _waits(fresh, even_packed):
        state = ShipmentState(fresh.state if fresh else ShipmentState.CANCELLED)
        raise CancellationRefused(f"Parcel {shipment.number} is {state.label.lower()}.")
    if len(parcels) < 2:
        raise CancellationRefused(LAST)
    refuse_scanned(fresh)


def give_back(order: Order, shipment: Shipment, reason: str, actor: Any) -> Refund | None:
    """Ask for all that its pieces cost and that hasn't gone back; None if nothing of it is left."""
    try:
        split = everything.of_parcel(order, shipment)
    except SplitRefused as refused:
        raise CancellationRefused(str(refused)) from None
    paid = spreading.captured(lock_payments(order))
    if not split.total or not spreading.left(paid):
        return None
    if split.total > spreading.left(paid):
        raise CancellationRefused(LESS_IS_LEFT)
    for payment, part in spreading.parts_of(paid, split.total):
        if problem := refund_problem(payment, part):
            raise CancellationRefused(problem)
    return spreading.request(paid, split.total, reason=reason, actor=actor, split=split)[0]


def follow(order: Order) -> None:
    """The order stands where its other parcels stand already."""
    states = set(order.shipments.exclude(state=ShipmentState.CANCELLED).values_list("state", flat=True))
    for follows, far_enough in FOLLOWS.values():
        if states <= far_enough and follows in ALLOWED[OrderState(order.status)]:
            lifecycle.move(order, follows, kind="caught_up", public=False)
