"""An order's rows in Oscar's tables, as Oscar's own creator writes them, without what this shop doesn't have.

No vouchers, offers, options; each piece once. `tests/orders/test_order_rows.py` holds them against Oscar's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from oscar.core.loading import get_model

from catalog.models import Item
from catalog.partner.models import ALLOCATE_ONE
from orders.basket.models import Basket
from orders.frozen import know
from orders.models import Contact
from orders.numbers import new_number
from orders.order.models import Order
from orders.quote import Quote, price_of
from orders.states import OrderState
from portero.core.money import CURRENCY
from portero.core.own_words import found
from portero.core.rows import Together


@dataclass(frozen=True)
class Buyer:
    """Who orders and where it goes: addresses that aren't saved yet; `user` is None for a guest."""

    user: Any
    email: str
    shipping: Any
    billing: Any


class BagLine(NamedTuple):
    """What an order line takes from the bag: the piece as Oscar sells it."""

    item_id: int
    product_id: int
    title: str
    upc: str
    stockrecord_id: int
    partner_sku: str
    partner_id: int
    partner_name: str
    taken: bool = False  # not offered any more, or somebody else's


BAG_LINES = """
    select item.id, product.id, product.title, product.upc, stock.id, stock.partner_sku, partner.id, partner.name,
        item.state <> 'listed'
        or exists (select from orders_claim claim where claim.item_id = item.id and claim.released_at is null)
        or exists (
            select from catalog_hold hold
            where hold.item_id = item.id and hold.released_at is null and hold.holder <> %s
        )
    from basket_line line
    join catalogue_product product on product.id = line.product_id
    join catalog_item item on item.product_id = product.id
    join partner_stockrecord stock on stock.id = line.stockrecord_id
    join partner_partner partner on partner.id = stock.partner_id
    where line.basket_id = %s
    order by line.id
"""
PIECE = """
    select item.id, product.id, product.title, product.upc, stock.id, stock.partner_sku, partner.id, partner.name
    from catalog_item item
    join catalogue_product product on product.id = item.product_id
    join partner_stockrecord stock on stock.product_id = product.id
    join partner_partner partner on partner.id = stock.partner_id
    where item.id = %s
    order by stock.id
"""


def bag_lines(basket: Basket, holder: str) -> list[BagLine]:
    """What is in a bag, in the order in which it was put there; `holder` is whose its holds are.

    Which pieces are taken is said without locking any.
    """
    return [BagLine(*row) for row in found(BAG_LINES, holder, basket.pk)]


def line_of(item: Item) -> BagLine:
    """A single piece that never was in a bag, as it would lie there."""
    return BagLine(*found(PIECE, item.pk)[0])


def add(
    rows: Together, basket: Basket | None, bag: Sequence[BagLine], quote: Quote, buyer: Buyer, speed: str
) -> Order:
    """Add order, addresses, lines and their prices to `rows`, and the allocation of the stock.

    Call it inside the placement's transaction; the lines of the bag are those of the quote's pieces, which are
    locked. The order comes with its lines, and all have keys; constraints check its number, and that the stock is
    there, when the rows are written.
    """
    for address in (buyer.shipping, buyer.billing):
        address.country = _country(address.country_id)  # its name is part of what Oscar searches
        address._update_search_text()
        rows.add(address, named=True)
    order = _order(basket, quote, buyer, speed)
    rows.add(order, named=True)
    items = {item.pk: item for item in quote.items}
    written = [_line(order, line, items[line.item_id], quote) for line in bag]
    for line in written:
        rows.add(line, named=True)
        rows.add(_price(order, line))
    # By primary key, so that two placements can't deadlock.
    for key in sorted(line.stockrecord_id for line in bag):
        rows.do(ALLOCATE_ONE, key)
    rows.give_keys()
    know(order, "lines", written)
    return order


def _order(basket: Basket | None, quote: Quote, buyer: Buyer, speed: str) -> Order:
    order = Order(
        number=new_number(),
        site_id=settings.SITE_ID,
        basket=basket,
        user=buyer.user,
        guest_email="" if buyer.user else buyer.email,
        shipping_address=buyer.shipping,
        billing_address=buyer.billing,
        currency=CURRENCY,
        total_excl_tax=quote.net_total,
        total_incl_tax=quote.total,
        shipping_excl_tax=quote.delivery_total,
        shipping_incl_tax=quote.delivery_total + quote.tax.of_shipping,
        shipping_method=Contact.Speed(speed).label,
        shipping_code=speed,
        status=OrderState.PENDING_PAYMENT,
    )
    order.set_date_placed_default()
    return order


def _line(order: Order, sold: BagLine, item: Item, quote: Quote) -> Any:
    net = price_of(item)
    gross = net + quote.tax.of_line(sold.upc, of="price")
    line = get_model("order", "Line")(
        order=order,
        partner_id=sold.partner_id,
        partner_name=sold.partner_name,
        partner_sku=sold.partner_sku,
        stockrecord_id=sold.stockrecord_id,
        product_id=sold.product_id,
        title=sold.title,
        upc=sold.upc,
        quantity=1,
        num_allocated=1,
        **{f"{name}_excl_tax": net for name in PRICES},
        **{f"{name}_incl_tax": gross for name in PRICES},
    )
    line.piece = item
    return line


PRICES = ("line_price", "line_price_before_discounts", "unit_price")


def _price(order: Order, line: Any) -> Any:
    return get_model("order", "LinePrice")(
        order=order,
        line=line,
        quantity=line.quantity,
        price_excl_tax=line.unit_price_excl_tax,
        price_incl_tax=line.unit_price_incl_tax,
    )


@cache
def _country(code: str) -> Any:
    """Countries come with migrations; a process reads each once."""
    return get_model("address", "Country").objects.get(pk=code)
