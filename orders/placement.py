"""Placing an order: pending payment, the pieces claimed and held, in one transaction or not at all.

Money moves only afterwards (orders.payments). Guards, from the database up: one unreleased claim and one
unreleased hold per piece (partial unique constraints), stock of one (check), one order per frozen bag (lock).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from oscar.core.loading import get_model
from oscar.core.prices import Price

from catalog import holds
from catalog.locks import FACTS, lock_items
from catalog.models import Hold, Item
from catalog.partner.models import AlreadyAllocated
from catalog.partner.strategy import PieceStrategy
from orders import addresses, lifecycle, mails, terms
from orders.basket.models import Basket
from orders.books import sales
from orders.delivery import extras
from orders.fulfilment import shipments
from orders.locks import lock_basket
from orders.models import Claim, Contact
from orders.numbers import new_number
from orders.order.models import Order
from orders.order_rows import PieceOrderCreator, lines_of
from orders.quote import Quote, Wishes, destination_of, quote_for
from orders.states import OrderState
from orders.tax import writer
from orders.tax.border import writer as border_writer
from orders.tax.border.values import provider as border_provider
from orders.tax.calculator import calculator
from orders.tax.exemptions import certificates
from portero.core.money import CURRENCY


class EmptyBag(Exception):
    """There is nothing to order."""


class PiecesLost(Exception):
    """Somebody else has these pieces now; the rest is still in the bag, nothing was ordered."""

    def __init__(self, lost: Sequence[Item]) -> None:
        super().__init__(", ".join(item.number for item in lost))
        self.lost = list(lost)


class TotalChanged(Exception):
    """The total differs from the one she saw; `quote` is the new one. Nothing was ordered."""

    def __init__(self, quote: Quote) -> None:
        super().__init__(str(quote.total))
        self.quote = quote


class NotDeliverable(Exception):
    """A piece can't go to this address; `quote.problems` says which and why. Nothing was ordered."""

    def __init__(self, quote: Quote) -> None:
        super().__init__(", ".join(shipment.offer.problem for shipment in quote.problems))
        self.quote = quote


class RouteClosed(Exception):
    """Pieces may not go to this address; `quote.routes` says which and why. Nothing was ordered."""

    def __init__(self, quote: Quote) -> None:
        super().__init__(", ".join(verdict.number for verdict in quote.routes))
        self.quote = quote


@dataclass(frozen=True)
class Delivery:
    """Oscar's idea of a shipping method: a name and a code."""

    name: str
    code: str


def place(
    basket: Basket,
    *,
    email: str,
    phone: str,
    shipping_address: Any,
    billing_address: Any,
    wishes: Wishes,
    user: Any,
    shown_total: Decimal,
) -> Order:
    """Place the bag as an order that waits for payment; the pieces are claimed and on hold for her.

    `shown_total` is the total in USD on the page she confirmed; what `wishes` says of places is read from the
    addresses, but for the county. A bag that was placed already gives its order again (double click). Raises
    PiecesLost (those lines leave the bag), RouteClosed, NotDeliverable, TotalChanged, EmptyBag.
    """
    wishes = replace(
        wishes,
        to=replace(destination_of(shipping_address), county=wishes.to.county),
        billing_differs=addresses.differ(shipping_address, billing_address),
        resale=certificates.owned(wishes.resale, user),
    )
    _refuse_early(basket)
    _ask_early(basket, wishes)
    try:
        with transaction.atomic():
            return _place(basket, email, phone, shipping_address, billing_address, wishes, user, shown_total)
    except PiecesLost as lost:
        _take_out(basket, lost.lost)
        raise


def _ask_early(basket: Basket, wishes: Wishes) -> None:
    """Providers far away are asked before the transaction, which then finds their answers remembered."""
    if not (calculator().remote or border_provider().remote):
        return
    items = Item.objects.filter(product__basket_lines__basket=basket, price__isnull=False)
    if pieces := list(items.select_related(*FACTS).order_by("pk")):
        quote_for(pieces, wishes)


def holder_of(basket: Basket) -> str:
    """Whose a hold is: this bag's."""
    return f"basket:{basket.pk}"


def _refuse_early(basket: Basket) -> None:
    """Look without locking first: at a rush for one piece the losers needn't queue for its row."""
    others = Hold.objects.filter(item__product__basket_lines__basket=basket, released_at__isnull=True)
    held = others.exclude(holder=holder_of(basket)).values_list("item_id", flat=True)
    if (pks := list(held)) and basket.status == Basket.OPEN:
        lost = list(Item.objects.filter(pk__in=pks))
        _take_out(basket, lost)
        raise PiecesLost(lost)


def _place(
    basket: Basket,
    email: str,
    phone: str,
    shipping_address: Any,
    billing_address: Any,
    wishes: Wishes,
    user: Any,
    shown_total: Decimal,
) -> Order:
    locked = lock_basket(basket.pk)
    if locked.status != Basket.OPEN:
        return _order_of(locked)
    items = lock_items(Item.objects.filter(product__basket_lines__basket=locked).values_list("pk", flat=True))
    if not items:
        raise EmptyBag
    kept_until = _keep(items, holder_of(locked))
    quote = quote_for(items, wishes)
    if quote.routes:
        raise RouteClosed(quote)
    if quote.problems:
        raise NotDeliverable(quote)
    if quote.total != shown_total:
        raise TotalChanged(quote)
    order = _write_order(locked, quote, user, email, shipping_address, billing_address, wishes.speed)
    _claim(order)
    shipments.create(order, quote)
    extras.freeze(order, quote)
    writer.freeze(order, quote.tax, quote.certificate, border=quote.border.total)
    border_writer.freeze(order, quote.border, wishes.to)
    sales.freeze(order, quote.tax, quote.on)
    Contact.objects.create(
        order=order,
        email=email,
        phone=phone,
        speed=wishes.speed,
        basket_key=holder_of(locked),
        verification=list(quote.verification),
        signature=wishes.signature,
        gift=wishes.gift,
        gift_note=wishes.gift_note if wishes.gift else "",
        terms=terms.freeze(),
        county=wishes.to.county,
        address_kept=list(wishes.kept),
    )
    lifecycle.append(order, "placed", to_state=OrderState.PENDING_PAYMENT, actor=user)
    locked.freeze()
    mails.order_received(order, kept_until=kept_until)
    return order


def _keep(items: Sequence[Item], holder: str) -> datetime:
    """Hold the locked pieces for her; returns until when. Raises PiecesLost, naming all that she can't have."""
    claimed = set(
        Claim.objects.filter(item__in=items, released_at__isnull=True).values_list("item_id", flat=True)
    )
    gone = [item for item in items if item.state != "listed" or item.pk in claimed]
    if gone:
        raise PiecesLost(gone)
    try:
        held = holds.place(items, holder=holder, kind=Hold.Kind.CHECKOUT, lasts=holds.checkout_time())
    except holds.HeldBySomebodyElse as lost:
        raise PiecesLost(lost.items) from lost
    return min(hold.expires_at for hold in held)


def _write_order(
    basket: Basket,
    quote: Quote,
    user: Any,
    email: str,
    shipping_address: Any,
    billing_address: Any,
    speed: str,
) -> Order:
    basket.strategy = PieceStrategy()
    for line in lines_of(basket, quote.items):
        line.purchase_info.price.tax = quote.tax.of_line(line.product.upc, of="price")
    shipping_address.save()
    if billing_address.country_id == shipping_address.country_id:
        billing_address.country = shipping_address.country  # saving reads its name
    billing_address.save()
    signed_in = user is not None and user.is_authenticated
    try:
        return PieceOrderCreator().place_order(
            basket,
            total=Price(CURRENCY, excl_tax=quote.net_total, tax=quote.tax_total + quote.border.total),
            shipping_method=Delivery(Contact.Speed(speed).label, speed),
            shipping_charge=Price(CURRENCY, excl_tax=quote.delivery_total, tax=quote.tax.of_shipping),
            user=user,
            shipping_address=shipping_address,
            billing_address=billing_address,
            order_number=new_number(),
            status=OrderState.PENDING_PAYMENT,
            guest_email="" if signed_in else email,
        )
    except AlreadyAllocated as taken:
        raise PiecesLost(list(Item.objects.filter(number=str(taken)))) from taken


def _claim(order: Order) -> None:
    lines = sorted(order.lines.all(), key=lambda line: line.product.item.pk)
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(Claim(order=order, line=line, item=line.product.item) for line in lines)
    except IntegrityError as taken:
        items = [line.product.item for line in lines]
        claimed = Claim.objects.filter(item__in=items, released_at__isnull=True)
        lost = Item.objects.filter(pk__in=claimed.values("item_id"))
        raise PiecesLost(list(lost)) from taken


def _order_of(basket: Basket) -> Order:
    """The order this bag became. Raises EmptyBag for a bag that was merged away."""
    order = get_model("order", "Order").objects.filter(basket=basket).order_by("-pk").first()
    if order is None:
        raise EmptyBag
    return order


def _take_out(basket: Basket, lost: Iterable[Item]) -> None:
    basket.lines.filter(product__item__in=[item.pk for item in lost]).delete()
    basket._lines = None
