"""An order is paid: its pieces are sold and its clock starts. Or a late payment takes them again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import holds, listing
from catalog.locks import lock_items
from catalog.models import Hold, Item
from consignment.pieces import sale
from consignment.pieces.locks import lock_listed
from orders import lifecycle, mails
from orders.basket.models import Basket
from orders.fulfilment import clock
from orders.fulfilment.locks import lock_shipments
from orders.fulfilment.models import ShipmentState
from orders.fulfilment.states import move
from orders.locks import lock_basket_unless_busy
from orders.models import Claim
from orders.order.models import Order
from orders.states import OrderState
from portero.core.own_words import every
from portero.core.rows import Together

CLAIMS = "select * from orders_claim where order_id = %s and released_at is null"


def confirm(order: Order, *, at: datetime, rows: Together | None = None) -> None:
    """Confirm an order whose money is captured, locked and fresh, inside the caller's transaction.

    What is written goes into `rows`, if the caller writes more with it; the mail that says so brings the invoice,
    which is issued when it is sent. Raises ListingRefused where a piece of it can't be sold; nothing is written then,
    and `rows` are to be dropped.
    """
    own = rows or Together()
    pieces = [claim.item_id for claim in every(Claim, CLAIMS, order.pk)]
    consigned = lock_listed(pieces)
    listing.mark_all_sold(pieces, at=at, rows=own)
    sale.sold(consigned, order=order.number, at=at)
    lifecycle.move(order, OrderState.CONFIRMED, kind="confirmed", at=at, rows=own)
    holds.release_with(own, order.contact.basket_key, pieces, reason="sold", now=at)
    clock.start(order, at, own)
    if order.basket_id:
        bag = Basket(pk=order.basket_id, status=Basket.SUBMITTED, date_submitted=at)
        own.change(bag, "status", "date_submitted")
    mails.payment_confirmed(order, own)
    if rows is None:
        own.write()


def revive(order: Order) -> bool:
    """A payment came after the order was cancelled: take its pieces again if every one is still free.

    True if the order waits for payment again, with claims, hold and stock as before; False changes nothing.
    Not for an order that she took back or staff declined, nor while she is ordering the same bag again.
    """
    if _is_final(order) or (order.basket_id and not lock_basket_unless_busy(order.basket_id)):
        return False
    items = lock_items(order.lines.values_list("product__item__pk", flat=True))
    if any(item.state != "listed" for item in items) or not _take_again(order, items):
        return False
    for shipment in lock_shipments(order):
        move(shipment, ShipmentState.WAITING)
    Basket.objects.filter(pk=order.basket_id, status=Basket.OPEN).update(status=Basket.FROZEN)
    lifecycle.transition(
        order.pk,
        OrderState.PENDING_PAYMENT,
        kind="revived",
        reason="The payment arrived after the hold had ended; the pieces were still free.",
        at=timezone.now(),
    )
    return True


def _is_final(order: Order) -> bool:
    last = order.events.filter(kind="cancelled").last()
    return bool(last and last.data.get("final"))


def _take_again(order: Order, items: Sequence[Item]) -> bool:
    """Hold, claim and stock of the locked pieces; False, and nothing written, if somebody else has one."""
    by_number = {item.number: item for item in items}
    lines = list(order.lines.select_related("stockrecord", "product__product_class"))
    claims = [Claim(order=order, line=line, item=by_number[line.upc]) for line in lines]
    key, kind = order.contact.basket_key, Hold.Kind.CHECKOUT
    try:
        with transaction.atomic():
            holds.place(items, holder=key, kind=kind, lasts=holds.checkout_time())
            Claim.objects.bulk_create(claims)
    except (holds.HeldBySomebodyElse, IntegrityError):
        return False
    for line in lines:
        line.stockrecord.allocate(1)
    return True
