"""An order's rows in Oscar's tables, written by Oscar's own creator without what this shop doesn't have."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from oscar.apps.order.signals import order_placed
from oscar.apps.order.utils import OrderCreator

from catalog.models import Item
from orders.basket.models import Basket
from orders.order.models import Order


def lines_of(basket: Basket, items: Iterable[Item]) -> QuerySet:
    """The bag's lines, with what an order's rows are written from; `items` are its pieces, locked."""
    by_product = {item.product_id: item for item in items}
    lines = basket.lines.select_related("stockrecord__partner", "product").order_by("pk")
    for line in lines:
        line.product.item = by_product[line.product_id]
    basket._lines = lines
    return lines


class PieceOrderCreator(OrderCreator):
    """Oscar asks for vouchers, offers, options and stock tracking, line by line; none of them exists here."""

    def place_order(self, basket: Basket, *, user: Any = None, **facts: Any) -> Order:
        """Write order, lines and prices, and allocate the stock; the order comes with its lines.

        Call it inside the placement's transaction. The number is checked by a constraint. Raises AlreadyAllocated.
        """
        order: Order = self.create_order_model(user, basket, **facts)
        lines = list(basket.all_lines())
        written = [self.create_line_models(order, line) for line in lines]
        # By primary key, so that two placements can't deadlock.
        for line in sorted(lines, key=lambda line: line.stockrecord_id):
            line.stockrecord.allocate(line.quantity)
        order_placed.send(sender=self, order=order, user=user)
        _know_lines(order, written)
        return order

    def create_line_attributes(self, order: Order, order_line: Any, basket_line: Any) -> None:
        """Pieces have no options."""


def _know_lines(order: Order, written: list[Any]) -> None:
    """The lines as if they had been prefetched: who wrote them needn't read them."""
    lines: Any = order.lines.all()
    lines._result_cache = written
    order._prefetched_objects_cache = {"lines": lines}
