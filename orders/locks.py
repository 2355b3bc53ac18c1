"""Row locks on orders, always by primary key; docs/locking.md has the order between models."""

from collections.abc import Iterable

from orders.basket.models import Basket
from orders.order.models import Order


def lock_order(pk: int) -> Order:
    """The order, locked until the transaction ends. Raises Order.DoesNotExist."""
    return Order.objects.select_for_update(of=("self",)).get(pk=pk)


def lock_basket(pk: int) -> Basket:
    """The bag, locked, so that a double click can't order it twice. Raises Basket.DoesNotExist."""
    return Basket.objects.select_for_update(of=("self",)).get(pk=pk)


def lock_orders(pks: Iterable[int]) -> list[Order]:
    """The orders, locked in the order of their primary keys."""
    return list(Order.objects.select_for_update(of=("self",)).filter(pk__in=set(pks)).order_by("pk"))
