"""While something about a sale is open, nothing is paid out for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Item
from consignment.models import PayoutHold
from consignment.payouts import holds
from orders.returns import asking
from tests.factories import consignment as make
from tests.factories import returns
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db


def a_sold_piece() -> Item:
    item = make.listed().item
    assert item is not None
    returns.shipped_order(item)
    return item


def test_one_per_piece_and_reference_until_it_is_lifted() -> None:
    item, now = a_sold_piece(), timezone.now()
    first = holds.put(item, reference="RT-1", kind="return", why="Open.", at=now)
    assert first is not None
    assert holds.put(item, reference="RT-1", kind="return", why="Again.") == first
    other = holds.put(item, reference="PC-1", kind="claim", why="Doubted.")
    assert list(holds.of(first.consignment)) == [first, other]
    assert [holds.lift("RT-1", at=now), holds.lift("RT-1")] == [1, 0]
    assert list(holds.of(first.consignment)) == [other]
    again = holds.put(item, reference="RT-1", kind="return", why="Open again.")
    assert again not in {None, first}


def test_it_is_not_lifted_before_it_was_put() -> None:
    item, now = a_sold_piece(), timezone.now()
    hold = holds.put(item, reference="RT-1", kind="return", why="Open.", at=now)
    assert hold is not None
    holds.lift("RT-1", at=now - timedelta(hours=1))
    hold.refresh_from_db()
    assert hold.lifted_at == now


def test_nothing_is_held_for_a_piece_that_nobody_sold_through_us() -> None:
    item = listed_item()
    returns.shipped_order(item)
    assert holds.put(item, reference="RT-1", kind="return", why="Open.") is None
    assert not PayoutHold.objects.exists()


def test_a_return_holds_from_its_request_to_its_end_and_again_if_it_opens_again() -> None:
    item = a_sold_piece()
    ret = returns.approved(returns.requested(item.claims.get().order))
    assert [hold.reference for hold in PayoutHold.objects.filter(lifted_at=None)] == [ret.number]
    asking.withdraw(ret)
    assert not PayoutHold.objects.filter(lifted_at=None).exists()
    returns.received(ret)
    assert PayoutHold.objects.filter(lifted_at=None).count() == 1
    returns.refunded(returns.accepted(returns.inspected(returns.fresh(ret))))
    assert not PayoutHold.objects.filter(lifted_at=None).exists()
    assert PayoutHold.objects.count() == 2
