"""Row locks on orders, always by primary key; docs/locking.md has the order between models."""

from collections.abc import Iterable

from orders.basket.models import Basket
from orders.models import Contact
from orders.order.models import Order
from portero.core.own_words import joined, only

ORDER = "select * from order_order where id = %s for update"
WITH_CONTACT = """
    select own.*, contact.* from order_order own left join orders_contact contact on contact.order_id = own.id
    where own.id = %s for update of own
"""
OF_PAYMENT = "(select order_id from payments_payment where id = %s)"
BASKET = "select * from basket_basket where id = %s for update"


def lock_order(pk: int, *, seen: Order | None = None) -> Order:
    """The order with its contact, locked until the transaction ends. Raises Order.DoesNotExist.

    `seen` is the same order, read before: what never changes, its contact, is taken from there.
    """
    return _locked("%s", pk, seen)


def lock_order_of_payment(payment_pk: int, *, seen: Order | None = None) -> Order:
    """The order that a payment is for, as `lock_order`. Raises Order.DoesNotExist."""
    return _locked(OF_PAYMENT, payment_pk, seen)


def _locked(which: str, key: int, seen: Order | None) -> Order:
    """`which` says of which order the key is."""
    if seen is not None and Order.contact.is_cached(seen):
        order = only(Order, ORDER.replace("%s", which), key)
        order.contact = seen.contact
        return order
    rows = joined((Order, Contact), WITH_CONTACT.replace("%s", which), key)
    if not rows:
        raise Order.DoesNotExist
    order, contact = rows[0]
    if contact is not None:
        order.contact = contact
    return order


def lock_basket(pk: int) -> Basket:
    """The bag, locked, so that a double click can't order it twice. Raises Basket.DoesNotExist."""
    return only(Basket, BASKET, pk)


def lock_baskets(pks: Iterable[int]) -> list[Basket]:
    """The bags, locked in the order of their primary keys."""
    return list(Basket.objects.select_for_update(of=("self",)).filter(pk__in=set(pks)).order_by("pk"))


def lock_basket_unless_busy(pk: int) -> Basket | None:
    """The bag, locked, or None while somebody else has it: never waits, so that it may come after an order."""
    return Basket.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()


def lock_orders(pks: Iterable[int]) -> list[Order]:
    """The orders, locked in the order of their primary keys."""
    return list(Order.objects.select_for_update(of=("self",)).filter(pk__in=set(pks)).order_by("pk"))
