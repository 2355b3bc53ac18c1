"""Where a consignor's piece is on its way back to us, and back to its buyer once more."""

import pytest
from django.utils import timezone

from catalog.models import Custody, Item, Ownership
from orders.returns import going_back
from tests.factories import consignment as consigned
from tests.factories import returns as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece() -> Item:
    item = consigned.listed().item
    assert item is not None
    return item


def held_by(item: Item) -> str:
    return Custody.objects.get(item=item, until=None).holder


def test_with_the_carrier_with_us_and_with_her_again(piece: Item) -> None:
    ret = make.approved(order=make.shipped_order(piece))
    assert held_by(piece) == "owner"
    ret = make.in_transit(ret)
    assert held_by(piece) == "carrier"
    ret = make.received(ret)
    assert held_by(piece) == "staff"
    ret = make.sent_back(make.refused(make.inspected(ret)))
    assert held_by(piece) == "carrier"
    going_back.delivered(ret.pieces.get(), timezone.now())
    assert held_by(piece) == "owner"
    assert Ownership.objects.get(item=piece, until=None).kind == "client"


def test_a_piece_that_is_lost_stays_with_the_carrier(piece: Item) -> None:
    make.lost(order=make.shipped_order(piece), refund=True)
    assert held_by(piece) == "carrier"
    assert Ownership.objects.get(item=piece, until=None).kind == "client"
