"""Row locks on orders, always by primary key; docs/locking.md has the order between models."""

from collections.abc import Iterable

from django.db.models import QuerySet

from orders.basket.models import Basket
from orders.order.models import Order


def lock_order(pk: int) -> Order:
    """The order with its contact, locked until the transaction ends. Raises Order.DoesNotExist."""
    return _order_with_contact().get(pk=pk)


def lock_order_of_payment(payment_pk: int) -> Order:
    """The order that a payment is for, as `lock_order`. Raises Order.DoesNotExist."""
    return _order_with_contact().get(payments=payment_pk)


def _order_with_contact() -> QuerySet[Order]:
    return Order.objects.select_for_update(of=("self",)).select_related("contact")


def lock_basket(pk: int) -> Basket:
    """The bag, locked, so that a double click can't order it twice. Raises Basket.DoesNotExist."""
    return Basket.objects.select_for_update(of=("self",)).get(pk=pk)


def lock_baskets(pks: Iterable[int]) -> list[Basket]:
    """The bags, locked in the order of their primary keys."""
    return list(Basket.objects.select_for_update(of=("self",)).filter(pk__in=set(pks)).order_by("pk"))


def lock_basket_unless_busy(pk: int) -> Basket | None:
    """The bag, locked, or None while somebody else has it: never waits, so that it may come after an order."""
    return Basket.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()


def lock_orders(pks: Iterable[int]) -> list[Order]:
    """The orders, locked in the order of their primary keys."""
    return list(Order.objects.select_for_update(of=("self",)).filter(pk__in=set(pks)).order_by("pk"))
