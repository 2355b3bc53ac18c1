"""An order's rows in Oscar's tables, written by Oscar's own creator without what this shop doesn't have."""

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from oscar.apps.order.signals import order_placed
from oscar.apps.order.utils import OrderCreator
from oscar.core.loading import get_model

from orders.basket.models import Basket
from orders.order.models import Order


class PieceOrderCreator(OrderCreator):
    """Oscar asks for vouchers, offers, options and stock tracking, line by line; none of them exists here."""

    def place_order(self, basket: Basket, *, user: Any = None, **facts: Any) -> Order:
        """Write order, lines and prices, and allocate the stock; the order comes with its lines read.

        Call it inside the placement's transaction. The number is checked by a constraint. Raises AlreadyAllocated.
        """
        order: Order = self.create_order_model(user, basket, **facts)
        lines = list(basket.all_lines())
        for line in lines:
            self.create_line_models(order, line)
        # By primary key, so that two placements can't deadlock.
        for line in sorted(lines, key=lambda line: line.stockrecord_id):
            line.stockrecord.allocate(line.quantity)
        order_placed.send(sender=self, order=order, user=user)
        Line = get_model("order", "Line")
        written = Line.objects.select_related("product__item").order_by("pk")
        prefetch_related_objects([order], Prefetch("lines", queryset=written))
        return order

    def create_line_attributes(self, order: Order, order_line: Any, basket_line: Any) -> None:
        """Pieces have no options."""
