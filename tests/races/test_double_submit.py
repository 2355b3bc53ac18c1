"""A double click places one order. The canary shows two when the bag isn't locked."""

from functools import partial
from typing import Any

import pytest

from orders import locks, order_rows, placement
from orders.basket.models import Basket
from orders.order.models import Order
from portero.core.models import Mail
from tests.factories.catalog import listed_item
from tests.factories.orders import a_bag, a_country, pending_order
from tests.races.together import Rendezvous, together

pytestmark = pytest.mark.django_db(transaction=True)


def click_twice(bag: Basket) -> list[Any]:
    """Two requests load the same bag and place it at the same moment."""
    copies = [Basket.objects.get(pk=bag.pk) for _ in range(2)]
    return together([partial(pending_order, bag=copy) for copy in copies])


def test_canary_without_the_lock_both_clicks_start_an_order(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Rendezvous(2)
    placing: list[str] = []
    unlocked = meeting.after(lambda pk: Basket.objects.get(pk=pk))
    monkeypatch.setattr(placement, "lock_basket", unlocked)
    monkeypatch.setattr(order_rows, "add", lambda *args: placing.append("order"))
    a_country()
    click_twice(a_bag(listed_item()))
    assert placing == ["order", "order"]


def test_both_clicks_give_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Rendezvous(2)
    monkeypatch.setattr(placement, "lock_basket", meeting.after(locks.lock_basket))
    a_country()
    first, second = click_twice(a_bag(listed_item()))
    assert isinstance(first, Order)
    assert first == second
    assert Order.objects.count() == 1
    assert Mail.objects.filter(kind="order_received").count() == 1
