"""Her bag is merged, or opened again, while in another tab it becomes an order: the order keeps its hold."""

from typing import Any

import pytest

from catalog.models import Hold
from orders import expiry
from orders.basket.middleware import LazyBasketMiddleware
from orders.basket.models import Basket
from orders.cancellation import cancel_unpaid, reopen_bag
from orders.order.models import Order
from orders.queries import hold_ends
from tests.factories.catalog import listed_item
from tests.factories.orders import a_bag, pending_order

pytestmark = pytest.mark.django_db


def merge(master: Basket, slave: Basket) -> None:
    LazyBasketMiddleware(lambda request: Any).merge_baskets(master, slave)


def test_signing_in_while_the_bag_is_ordered_leaves_the_order_alone() -> None:
    item = listed_item()
    bag, account = a_bag(item), Basket.objects.create()
    as_read_before = Basket.objects.get(pk=bag.pk)
    order = pending_order(bag=bag)
    merge(account, as_read_before)
    bag.refresh_from_db()
    assert (bag.status, bag.lines.count()) == (Basket.FROZEN, 1)
    assert Hold.objects.get(item=item, released_at=None).holder == order.contact.basket_key
    assert hold_ends(order) is not None
    assert expiry.expire_holds() == 0
    assert Order.objects.get().status == "pending_payment"


def test_bags_that_are_open_become_one_and_what_she_holds_stays_hers() -> None:
    item = listed_item()
    order = pending_order(item)
    cancel_unpaid(order, reason="Changed.", keep_hold=True, final=True)
    account = a_bag(item)
    merge(account, Basket.objects.get(pk=order.basket_id))
    assert Hold.objects.get(item=item, released_at=None).holder == f"basket:{account.pk}"
    assert account.lines.count() == 1


def test_opening_a_bag_again_while_the_present_one_is_ordered_moves_nothing() -> None:
    first = pending_order()
    cancel_unpaid(first, reason="Changed.", keep_hold=True, final=True)
    present = a_bag(listed_item())
    as_read_before = Basket.objects.get(pk=present.pk)
    second = pending_order(bag=present)
    assert reopen_bag(first, as_read_before) == as_read_before
    assert second.basket.lines.count() == 1
    assert Hold.objects.filter(holder=first.contact.basket_key, released_at=None).count() == 1
