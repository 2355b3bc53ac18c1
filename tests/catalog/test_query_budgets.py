"""Exact query counts of the pages a buyer with two pieces in her bag opens; they don't grow with the shop."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from catalog import shelf
from catalog.cards import kept as cards
from catalog.models import Defect, Inclusion, Item, Measurement, Photo, ZoneGrade
from catalog.searching import engine
from tests.factories.catalog import a_designer, held_item, listed_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_caches")]


def a_shop_of(pieces: int) -> Item:
    first = _with_everything(listed_item())
    for n in range(pieces - 2):
        listed_item(
            designer=f"House {n % 7}", title=f"Piece {n}", listed_at=timezone.now() - timedelta(hours=n)
        )
    held_item(title="On hold")
    shelf.current()  # a worker has read the pieces before its first visitor comes
    engine.reader()  # and knows their names
    return first


def _with_everything(item: Item) -> Item:
    photos = [
        Photo.objects.create(
            item=item,
            position=n,
            view="detail",
            file=f"items/{n}.webp",
            alt=f"View {n}",
            width=800,
            height=1000,
        )
        for n in range(1, 5)
    ]
    for n in range(1, 4):
        Defect.objects.create(
            item=item, position=n, kind="Rubbing", place="corner", severity="light", photo=photos[0], x=n, y=n
        )
        Inclusion.objects.create(item=item, name=f"Thing {n}")
        ZoneGrade.objects.create(item=item, zone=f"zone-{n}", grade="good")
        Measurement.objects.create(item=item, key=f"key-{n}", label="Width", value=30, unit="cm")
    return item


@pytest.mark.parametrize("pieces", [5, 60])
def test_home(buyer: Client, pieces: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    a_shop_of(pieces)
    with django_assert_num_queries(6):
        assert buyer.get("/").status_code == 200


@pytest.mark.parametrize("pieces", [5, 60])
@pytest.mark.parametrize("path", ["/shop/", "/new/"])
def test_list_of_48(
    buyer: Client, pieces: int, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_shop_of(pieces)
    with django_assert_num_queries(4):
        page = buyer.get(path, {"per": "48", "designer": ["hermes", "house-1"]})
    assert page.status_code == 200


@pytest.mark.parametrize("pieces", [5, 60])
def test_category_and_designer(
    buyer: Client, pieces: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_shop_of(pieces)
    house = a_designer()
    with django_assert_num_queries(7):
        buyer.get("/shop/handbags/?per=48")
    with django_assert_num_queries(7):
        buyer.get(house.get_absolute_url())


@pytest.mark.parametrize("pieces", [5, 60])
def test_item(
    settings: Settings, buyer: Client, pieces: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.FIGURES_FRESH_SECONDS = 60
    settings.DELIVERY_TABLES_FRESH_SECONDS = settings.TAX_TABLES_FRESH_SECONDS = 60
    item = a_shop_of(pieces)
    buyer.get(
        item.get_absolute_url()
    )  # its connection has planned the statements, the worker has read tables
    with django_assert_num_queries(5):
        assert buyer.get(item.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("pieces", [5, 60])
def test_search(buyer: Client, pieces: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    a_shop_of(pieces)
    with django_assert_num_queries(4):
        assert buyer.get("/search/?q=birkin").status_code == 200


@pytest.mark.parametrize("path", ["/shop/", "/new/", "/shop/?designer=hermes&sort=price&per=48&from=100"])
def test_a_list_is_one_look_and_one_query_for_its_cards(
    settings: Settings, client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.FIGURES_FRESH_SECONDS = 60
    a_shop_of(30)
    client.get("/new/")
    cards.forget()
    with django_assert_num_queries(2):
        assert client.get(path).status_code == 200
