"""Placing an order: pending payment, the pieces claimed and held, in one transaction or not at all.

Money moves only afterwards (orders.payments). Guards, from the database up: one unreleased claim and one
unreleased hold per piece (partial unique constraints), stock of one (check), one order per frozen bag (lock).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Model, Q
from oscar.core.loading import get_model

from catalog import holds
from catalog.locks import FACTS, lock_items
from catalog.models import Hold, Item
from catalog.partner.models import STOCK_OF_ONE
from orders import addresses, lifecycle, mails, order_rows, terms
from orders.basket.models import Basket
from orders.books import sales
from orders.delivery import extras
from orders.fulfilment import shipments
from orders.fulfilment.models import Shipment
from orders.locks import lock_basket
from orders.models import Claim, Contact
from orders.order.models import Order
from orders.order_rows import BagLine, Buyer
from orders.quote import Quote, Wishes, destination_of, quote_for
from orders.states import OrderState
from orders.tax import writer
from orders.tax.border import writer as border_writer
from orders.tax.border.values import provider as border_provider
from orders.tax.calculator import calculator
from orders.tax.exemptions import certificates
from portero.core.rows import Together

# The order number is random: a taken one is drawn again (orders.numbers).
DRAWS = 5
NUMBER, CLAIM = "order_order_number_key", "claim_one_order_per_item"


class Along:
    """What else is written with a new order; by itself nothing."""

    # Of which it adds a row that others name.
    named: tuple[type[Model], ...] = ()

    def add(self, order: Order, kept_until: datetime, rows: Together) -> None:
        """Add it to the rows of an order that has its key, and whose pieces are kept until then.

        Called again where the order is placed again under another number; all that was written is gone by then.
        """


NOTHING = Along()


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
    along: Along = NOTHING,
) -> Order:
    """Place the bag as an order that waits for payment; the pieces are claimed and on hold for her.

    `shown_total` is the total in USD on the page she confirmed; what `wishes` says of places is read from the
    addresses, but for the county. `along` adds what else is written with a new order. A bag that was placed already
    gives its order again (double click), and nothing is written. Raises PiecesLost (those lines leave the bag),
    RouteClosed, NotDeliverable, TotalChanged, EmptyBag.
    """
    wishes = replace(
        wishes,
        to=replace(destination_of(shipping_address), county=wishes.to.county),
        billing_differs=addresses.differ(shipping_address, billing_address),
        resale=certificates.owned(wishes.resale, user),
    )
    signed_in = user if user is not None and user.is_authenticated else None
    buyer = Buyer(signed_in, email, shipping_address, billing_address)
    try:
        _ask_early(basket, wishes)
        return _drawn(basket, buyer, phone, wishes, shown_total, along)
    except PiecesLost as lost:
        _take_out(basket, lost.lost)
        raise


def _ask_early(basket: Basket, wishes: Wishes) -> None:
    """Providers far away are asked before the transaction, which then finds their answers remembered."""
    if not (calculator().remote or border_provider().remote) or basket.status != Basket.OPEN:
        return
    _refuse_taken(order_rows.bag_lines(basket, holder_of(basket)))
    items = Item.objects.filter(product__basket_lines__basket=basket, price__isnull=False)
    if pieces := list(items.select_related(*FACTS).order_by("pk")):
        quote_for(pieces, wishes)


def holder_of(basket: Basket) -> str:
    """Whose a hold is: this bag's."""
    return f"basket:{basket.pk}"


def _refuse_taken(bag: Iterable[BagLine]) -> None:
    """Look without locking pieces first: at a rush for one piece the losers needn't queue for its row."""
    if pks := [line.item_id for line in bag if line.taken]:
        raise PiecesLost(list(Item.objects.filter(pk__in=pks).order_by("pk")))


def _drawn(
    basket: Basket, buyer: Buyer, phone: str, wishes: Wishes, shown_total: Decimal, along: Along
) -> Order:
    """Place it, again with another number where this one was taken; all that was written is gone by then."""
    for draw in range(1, DRAWS + 1):
        try:
            with transaction.atomic():
                return _place(basket, buyer, phone, wishes, shown_total, along)
        except IntegrityError as refused:
            if is_taken(refused):
                raise PiecesLost(_sold(basket)) from refused
            if NUMBER not in str(refused) or draw == DRAWS:
                raise
    raise AssertionError("unreachable")


def is_taken(refused: IntegrityError) -> bool:
    """Whether the database refused an order because somebody else has a piece of it."""
    return CLAIM in str(refused) or STOCK_OF_ONE in str(refused)


def _place(
    basket: Basket, buyer: Buyer, phone: str, wishes: Wishes, shown_total: Decimal, along: Along
) -> Order:
    locked = _locked(basket, buyer)
    if locked.status != Basket.OPEN:
        return _order_of(locked)
    bag = order_rows.bag_lines(locked, holder_of(locked))
    if not bag:
        raise EmptyBag
    _refuse_taken(bag)
    items = lock_items(line.item_id for line in bag)
    rows = Together()
    kept_until = _keep(items, holder_of(locked), rows)
    quote = quote_for(items, wishes)
    if quote.routes:
        raise RouteClosed(quote)
    if quote.problems:
        raise NotDeliverable(quote)
    if quote.total != shown_total:
        raise TotalChanged(quote)
    rows.expect(Contact, *along.named, *[Shipment] * len(quote.shipments))
    order = order_rows.add(rows, locked, bag, quote, buyer, wishes.speed)
    hang(rows, order, quote, wishes)
    order.contact = contact_of(order, buyer.email, phone, holder_of(locked), quote, wishes)
    rows.add(order.contact, named=True)
    lifecycle.append(order, "placed", to_state=OrderState.PENDING_PAYMENT, actor=buyer.user, rows=rows)
    locked.status = Basket.FROZEN
    rows.change(locked, "status")
    mails.order_received(order, kept_until=kept_until, rows=rows)
    along.add(order, kept_until, rows)
    rows.write()
    return order


def _locked(basket: Basket, buyer: Buyer) -> Basket:
    """The bag as it is now. Raises EmptyBag where it is gone, or somebody else's by now."""
    try:
        locked = lock_basket(basket.pk)
    except Basket.DoesNotExist:
        raise EmptyBag from None
    if locked.owner_id is not None and (buyer.user is None or buyer.user.pk != locked.owner_id):
        raise EmptyBag
    return locked


def hang(rows: Together, order: Order, quote: Quote, wishes: Wishes) -> None:
    """Add what hangs on a new order: its claims on the quote's pieces, its parcels, its taxes as they were quoted."""
    for line, item in _pieces(order, quote.items):
        rows.add(Claim(order=order, line=line, item=item))
    shipments.add(rows, order, quote)
    extras.add(rows, order, quote)
    writer.add(rows, order, quote.tax, quote.certificate, border=quote.border.total)
    border_writer.add(rows, order, quote.border, wishes.to)
    sales.add(rows, order, quote.tax, quote.on)


def contact_of(order: Order, email: str, phone: str, holder: str, quote: Quote, wishes: Wishes) -> Contact:
    """How its buyer is reached and what she chose; `holder` is whose the holds of its pieces are."""
    return Contact(
        order=order,
        email=email,
        phone=phone,
        speed=wishes.speed,
        basket_key=holder,
        verification=list(quote.verification),
        signature=wishes.signature,
        gift=wishes.gift,
        gift_note=wishes.gift_note if wishes.gift else "",
        terms=terms.freeze(),
        county=wishes.to.county,
        address_kept=list(wishes.kept),
    )


def _keep(items: Sequence[Item], holder: str, rows: Together) -> datetime:
    """Hold the locked pieces for her; returns until when. Raises PiecesLost, naming all that she can't have.

    What happened since the bag was read counts; of claims, the constraint refuses a second one.
    """
    if gone := [item for item in items if item.state != "listed"]:
        raise PiecesLost(gone)
    try:
        held = holds.place(
            items, holder=holder, kind=Hold.Kind.CHECKOUT, lasts=holds.checkout_time(), rows=rows
        )
    except holds.HeldBySomebodyElse as lost:
        raise PiecesLost(lost.items) from lost
    return min(hold.expires_at for hold in held)


def _pieces(order: Order, items: Sequence[Item]) -> list[tuple[Any, Item]]:
    """Each line with its piece, by the pieces' primary keys, so that two placements can't deadlock."""
    lines = {line.product_id: line for line in order.lines.all()}
    return [(lines[item.product_id], item) for item in sorted(items, key=lambda item: item.pk)]


def _sold(basket: Basket) -> list[Item]:
    """The pieces of a bag that belong to somebody's order."""
    claims = Claim.objects.filter(item__product__basket_lines__basket=basket, released_at__isnull=True)
    none_left = Q(product__stockrecords__num_allocated__gte=F("product__stockrecords__num_in_stock"))
    taken = Q(pk__in=claims.values("item_id")) | none_left
    return list(Item.objects.filter(taken, product__basket_lines__basket=basket).order_by("pk").distinct())


def _order_of(basket: Basket) -> Order:
    """The order this bag became. Raises EmptyBag for a bag that was merged away."""
    order = get_model("order", "Order").objects.filter(basket=basket).order_by("-pk").first()
    if order is None:
        raise EmptyBag
    return order


def _take_out(basket: Basket, lost: Iterable[Item]) -> None:
    basket.lines.filter(product__item__in=[item.pk for item in lost]).delete()
    basket._lines = None
