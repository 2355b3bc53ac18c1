"""An order is paid: its pieces are sold and its clock starts. Or a late payment takes them again."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import holds, listing
from catalog.locks import lock_items, lock_open_holds
from orders import lifecycle, mails
from orders.basket.models import Basket
from orders.fulfilment import clock
from orders.fulfilment.models import Shipment, ShipmentState
from orders.models import Claim
from orders.order.models import Order
from orders.states import OrderState


def confirm(order: Order, *, at: datetime) -> None:
    """Confirm a locked order whose money is captured, inside the caller's transaction."""
    lifecycle.transition(order.pk, OrderState.CONFIRMED, kind="confirmed", at=at)
    claims = Claim.objects.filter(order=order, released_at__isnull=True).select_related("item")
    items = [claim.item for claim in claims.order_by("item_id")]
    for item in items:
        listing.mark_sold(item, at=at)
    holds.release(order.contact.basket_key, reason="sold", item_pks=[item.pk for item in items], now=at)
    clock.start(order, at)
    Basket.objects.filter(pk=order.basket_id).update(status=Basket.SUBMITTED, date_submitted=at)
    mails.payment_confirmed(order)


def revive(order: Order) -> bool:
    """A payment came after the order was cancelled: take its pieces again if every one is still free.

    True if the order waits for payment again, with claims and stock as before; False changes nothing.
    """
    items = lock_items(order.lines.values_list("product__item__pk", flat=True))
    theirs = [
        hold for hold in lock_open_holds(i.pk for i in items) if hold.holder != order.contact.basket_key
    ]
    if theirs or any(item.state != "listed" for item in items):
        return False
    by_number = {item.number: item for item in items}
    lines = list(order.lines.select_related("stockrecord", "product__product_class"))
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(
                Claim(order=order, line=line, item=by_number[line.upc]) for line in lines
            )
    except IntegrityError:
        return False
    for line in lines:
        line.stockrecord.allocate(1)
    Shipment.objects.filter(order=order).update(state=ShipmentState.WAITING)
    Basket.objects.filter(pk=order.basket_id, status=Basket.OPEN).update(status=Basket.FROZEN)
    lifecycle.transition(
        order.pk,
        OrderState.PENDING_PAYMENT,
        kind="revived",
        reason="The payment arrived after the hold had ended; the pieces were still free.",
        at=timezone.now(),
    )
    return True
