"""Taking an order back: claims and stock released; of an unpaid one the bag opened, of a paid one the money returned.

An unpaid one only once the provider can't charge any more (orders.payments.attempts.close): an order is never
released while its money may still arrive.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog import holds, listing
from catalog.locks import lock_items
from catalog.models import Item
from consignment.pieces import sale
from orders import lifecycle, mails
from orders.basket.models import Basket
from orders.fulfilment.locks import lock_shipments
from orders.fulfilment.models import Shipment, ShipmentState
from orders.fulfilment.states import move
from orders.locks import lock_baskets, lock_order
from orders.models import Claim
from orders.order.models import Order
from orders.payments import credited, crediting
from orders.payments.disputes.freeze import refund_problem
from orders.payments.locks import lock_payments
from orders.payments.models import LIVE, Payment, Refund
from orders.payments.refunds import spreading
from orders.readdressing import deciding
from orders.states import UNPAID, OrderState
from portero.core import audit

NOT_PAID_BESIDE = "The time to pay the difference ran out."
TIME_RAN_OUT = "The time to pay ran out. Nothing was charged."
GOES_BACK = "This order could not be completed. What you have paid for it goes back to you."
SHORT = "The time to pay ran out before the whole sum had arrived."
NOT_VERIFIED = "We could not verify this order."
NOT_VERIFIED_IN_TIME = "We could not verify this order in time. Nothing was charged."
NOT_PACKED = frozenset({ShipmentState.WAITING, ShipmentState.TO_PACK})
MONEY_WENT_BACK = "Your bank released the sum before we could charge it. Nothing was charged."


class MoneyMayStillArrive(Exception):
    """A payment of this order is still open at the provider."""


@transaction.atomic
def cancel_unpaid(
    order: Order,
    *,
    reason: str,
    keep_hold: bool,
    actor: Any = None,
    tell_buyer: bool = True,
    final: bool = False,
) -> bool:
    """Cancel an order that was never charged; True if this call did it, False if it isn't unpaid any more.

    `keep_hold` keeps the pieces for her (she only changes address or delivery). After a `final` one (she took
    the order back, staff declined it) a late payment is let go; after others it may take the pieces again.
    Raises MoneyMayStillArrive while an attempt is live.
    """
    crediting.lock_sources(order)
    locked = lock_order(order.pk)
    if locked.status not in UNPAID:
        return False
    if Payment.objects.filter(order=locked, state__in=LIVE).exists():
        raise MoneyMayStillArrive(locked.number)
    lifecycle.transition(
        locked.pk,
        OrderState.CANCELLED,
        kind="cancelled",
        actor=actor,
        reason=reason,
        public=tell_buyer,
        # Its pieces may be taken again, but not what was to pay it: that goes back.
        final=final or credited.may_pay(locked),
    )
    refund = crediting.let_go(locked)
    release_pieces(locked, reason=reason, keep_hold=keep_hold)
    for shipment in lock_shipments(locked):
        move(shipment, ShipmentState.CANCELLED, alarm_at=None)
    _open_bag(locked)
    if tell_buyer:
        mails.order_cancelled(locked, reason, refund=refund)
    order.refresh_from_db(fields=["status"])
    return True


class CancellationRefused(Exception):
    """A paid order can't be cancelled (any more); the message is for staff."""


@transaction.atomic
def cancel_paid(
    order: Order, *, reason: str, actor: Any, her_words: str = "", even_packed: bool = False
) -> Order:
    """Cancel a paid order of which nothing has left, and give everything back; returns the fresh order.

    Of one that is packed only with `even_packed`: somebody takes its parcels apart at the bench. `reason` is a sentence
    she reads in the mail; `her_words`, why she calls it off, only staff read. Its pieces become drafts. They never
    left, so nothing keeps them from being listed again; but where staff call a paid order off,
    something is wrong with it or with a piece, and a person looks before the next client pays.
    Raises CancellationRefused.
    """
    if not reason.strip():
        raise CancellationRefused("Say why; the client reads it in her mail.")
    locked = lock_order(order.pk)
    if locked.status not in {OrderState.CONFIRMED, OrderState.PACKED}:
        raise CancellationRefused(f"This order is {OrderState(locked.status).label.lower()}.")
    refund = _give_back(locked, reason, actor)
    facts: dict[str, Any] = {"actor": actor, "reason": reason.strip()[:300], "final": True}
    if her_words:
        facts["her_words"] = her_words
    lifecycle.transition(locked.pk, OrderState.CANCELLED, kind="cancelled", **facts)
    claims = locked.claims.filter(released_at__isnull=True).select_related("item").order_by("item")
    items = [claim.item for claim in claims]
    why = f"Order {locked.number} was cancelled."
    for item in items:
        sale.came_back(item, why="The order was called off.", actor=actor)
    release_pieces(locked, reason=reason, keep_hold=False)
    for item in items:
        listing.back_to_draft(item, reason=why, actor=actor)
    _stop_parcels(locked, even_packed)
    deciding.lapse(locked, actor=actor)
    audit.record("orders.cancelled", locked, actor=actor, reason=her_words or reason.strip())
    mails.order_cancelled(locked, reason.strip(), refund=refund)
    locked.refresh_from_db()
    return locked


def _give_back(order: Order, reason: str, actor: Any) -> Refund | None:
    """Ask for all that is left of what was captured for the order; None if it went back before."""
    payments = spreading.captured(lock_payments(order))
    rest = spreading.left(payments)
    if not rest:
        return None
    for payment, part in spreading.parts_of(payments, rest):
        if problem := refund_problem(payment, part):
            raise CancellationRefused(problem)
    return spreading.request(payments, rest, reason=reason, actor=actor)[0]


def _stop_parcels(order: Order, even_packed: bool) -> None:
    """Nothing leaves, and the ship-by clock stops."""
    stops = NOT_PACKED | {ShipmentState.PACKED} if even_packed else NOT_PACKED
    for shipment in lock_shipments(order):
        if shipment.state == ShipmentState.CANCELLED:
            continue
        refuse_scanned(shipment)
        if shipment.state not in stops:
            label = ShipmentState(shipment.state).label.lower()
            raise CancellationRefused(f"Parcel {shipment.number} is {label}.")
        move(shipment, ShipmentState.CANCELLED, alarm_at=None)


def refuse_scanned(shipment: Shipment) -> None:
    """Raises CancellationRefused for a parcel that stands on a driver's list."""
    if shipment.handed.filter(journey=shipment.back_times, problem="").exists():
        raise CancellationRefused(
            f"Parcel {shipment.number} is scanned for the driver: take it off the list."
        )


def release_pieces(
    order: Order, *, reason: str, keep_hold: bool, items: Collection[Item] | None = None
) -> None:
    """Free the pieces of an order, or `items` of them, for others (or, with `keep_hold`, only from this order)."""
    claims, lines = Claim.objects.filter(order=order, released_at__isnull=True), order.lines.all()
    if items is not None:
        claims, lines = claims.filter(item__in=items), lines.filter(product__item__in=items)
    locked = lock_items(claims.values_list("item_id", flat=True))
    if not keep_hold:
        holds.release(order.contact.basket_key, reason=reason, item_pks=[item.pk for item in locked])
    claims.update(released_at=timezone.now(), release_reason=reason[: holds.REASON_LENGTH])
    for line in lines.select_related("stockrecord", "product__product_class"):
        line.stockrecord.cancel_allocation(1)


def _open_bag(order: Order) -> None:
    Basket.objects.filter(pk=order.basket_id, status=Basket.FROZEN).update(status=Basket.OPEN)


@transaction.atomic
def reopen_bag(order: Order, current: Basket) -> Basket:
    """Put the pieces of a cancelled order into the bag she has now, with the holds she kept; returns that bag."""
    locked = {bag.pk: bag for bag in lock_baskets(pk for pk in (order.basket_id, current.pk) if pk)}
    old = locked.get(order.basket_id)
    if old is None or old.pk == current.pk or any(bag.status != Basket.OPEN for bag in locked.values()):
        return current
    if current.pk is None:
        if old.owner_id is None:
            return old
        # A guest's browser can't carry the bag of an account.
        current = Basket.objects.create()
    current.merge(old, add_quantities=False)
    holds.hand_over(f"basket:{old.pk}", f"basket:{current.pk}")
    return current
