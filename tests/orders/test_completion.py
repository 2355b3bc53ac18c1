"""An order is completed after the window of its last parcel, and only while nothing about it is open."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from orders import completion
from orders.order.models import Order
from orders.promise.models import Claim
from orders.returns import going_back
from tests.factories import returns as make
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db


def state(order: Order) -> str:
    order.refresh_from_db()
    return order.status


def test_after_the_window_and_not_before() -> None:
    order = make.shipped_order()
    left = order.shipments.get().shipped_at
    assert left is not None
    assert completion.sweep(left + timedelta(days=10, seconds=-1)) == 0
    assert [completion.sweep(left + timedelta(days=10)), completion.sweep()] == [1, 0]
    assert state(order) == "completed"
    assert order.events.get(kind="completed").public is False


def test_the_last_parcel_counts() -> None:
    order = make.shipped_order(listed_item(), listed_item(title="Kelly", ships_from="JP"), days_ago=30)
    order.shipments.filter(origin="JP").update(shipped_at=timezone.now())
    assert completion.sweep() == 0
    assert state(order) == "delivered"


def test_what_is_still_on_its_way_to_her_is_not_completed() -> None:
    order = make.shipped_order(days_ago=30, delivered=False)
    assert completion.sweep() == 0
    assert state(order) == "shipped"


def test_an_open_return_keeps_it_open() -> None:
    ret = make.refused()
    later = timezone.now() + timedelta(days=30)
    assert completion.sweep(later) == 0
    going_back.delivered(make.sent_back(ret).pieces.get(), timezone.now())
    assert completion.sweep(later) == 1
    assert state(ret.order) == "completed"


def test_an_open_claim_keeps_it_open() -> None:
    order = make.shipped_order(days_ago=20)
    line = order.lines.get()
    parcel_line = line.shipment_line
    Claim.objects.create(
        number="PC-1000001",
        order=order,
        line=line,
        item=parcel_line.item,
        shipment_line=parcel_line,
        words="?",
    )
    assert completion.sweep() == 0
    assert state(order) == "delivered"


def test_one_query_finds_them(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make.shipped_order()
    with django_assert_num_queries(1):
        assert completion.sweep() == 0
