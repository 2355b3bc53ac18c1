"""The pick list: shelf by shelf, the most urgent first; nothing that stands still or leaves from elsewhere."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from catalog import custody
from catalog.models import Custody, Item, VaultPlace
from orders.fulfilment import pausing, picking
from orders.fulfilment.models import Pause
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.parcels import pack
from tests.factories.people import at_work
from tests.fulfilment.conftest import CONFIRMED

pytestmark = pytest.mark.django_db


def on_shelf(code: str) -> Item:
    item = listed_item()
    place, _ = VaultPlace.objects.get_or_create(code=code)
    custody.hand_over(item, Custody.Holder.VAULT, place=place, why="Received.")
    return item


def test_by_shelf_then_by_deadline(packer: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    late, early, first, loose = on_shelf("B-02-1"), on_shelf("B-02-1"), on_shelf("A-03-2"), listed_item()
    held = listed_item()
    custody.hand_over(held, Custody.Holder.STAFF, person=packer, why="To be photographed.")
    for hours, item in enumerate((early, late, first, loose, held)):
        confirmed_order(item, at=CONFIRMED + timedelta(hours=hours))
    with django_assert_num_queries(1):
        found = picking.pick_list()
    assert [(shelf.code or shelf.where, [pick.number for pick in shelf.picks]) for shelf in found] == [
        ("A-03-2", [first.number]),
        ("B-02-1", [early.number, late.number]),
        ("With a member of staff: Rosa", [held.number]),
        ("No place on record: look on the open shelves", [loose.number]),
    ]


def test_what_is_not_fetched(packer: User) -> None:
    pending_order(on_shelf("A-01-1"))
    confirmed_order(abroad_item())
    pack(confirmed_order(on_shelf("A-01-2")).shipments.get(), packer, "T-1")
    standing = confirmed_order(on_shelf("A-01-3")).shipments.get()
    pausing.stop(standing, Pause.Kind.STAFF, why="She asked us to wait.")
    assert picking.pick_list() == []


def test_the_page(packer: User) -> None:
    item = on_shelf("A-03-2")
    confirmed_order(item)
    page = at_work(packer).get("/staff/ship-by/pick-list/").content.decode()
    assert "Shelf A-03-2" in page
    assert item.number in page
