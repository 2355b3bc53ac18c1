"""Google's product feed: what it must say of every piece, what it must never contain, its limits."""

import gzip
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import Category, Item, Photo
from catalog.seeding.vocabulary import load_vocabulary
from orders.merchant import pieces
from orders.merchant.taxonomy import CATEGORIES, category_of
from tests.factories.catalog import (
    a_category,
    abroad_item,
    draft_item,
    held_item,
    listed_item,
    sold_item,
)

pytestmark = pytest.mark.django_db
G = "{http://base.google.com/ns/1.0}"
HOST = "http://127.0.0.1:8000"
REQUIRED = {"id", "title", "description", "link", "image_link", "availability", "price", "condition", "brand"}
PICTURED: dict[str, Any] = {"lead_photo": "items/a.webp", "lead_alt": "A bag"}


def entries(client: Client) -> list[ET.Element]:
    answer = client.get("/feeds/google.xml")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/xml")
    assert answer.headers["Cache-Control"] == "no-store"
    return ET.fromstring(answer.getvalue()).findall("channel/item")  # noqa: S314  (our own)


def facts(entry: ET.Element) -> dict[str, str]:
    return {one.tag.removeprefix(G): one.text or "" for one in entry if len(one) == 0}


def test_a_piece_as_google_reads_it(client: Client) -> None:
    bags = a_category("Top-handle bags", parent=a_category("Handbags"))
    item = listed_item(
        category=bags, description="Corners & base rubbed.", size="30", weight_g=950, **PICTURED
    )
    (entry,) = entries(client)
    assert facts(entry) == {
        "id": item.number,
        "title": "Hermès Birkin 30 in Gold Togo",
        "description": "Corners & base rubbed.",
        "link": HOST + item.get_absolute_url(),
        "image_link": f"{HOST}/media/items/a.webp",
        "brand": "Hermès",
        "availability": "in_stock",
        "price": "12500.00 USD",
        "condition": "used",
        "identifier_exists": "no",
        "google_product_category": "Apparel & Accessories > Handbags, Wallets & Cases > Handbags",
        "product_type": "Handbags > Top-handle bags",
        "color": "Gold",
        "material": "Togo",
        "size": "30",
        "age_group": "adult",
        "gender": "unisex",
        "shipping_weight": "950 g",
    }
    shipping = entry.find(f"{G}shipping")
    assert shipping is not None
    assert [(one.tag.removeprefix(G), one.text) for one in shipping][:2] == [
        ("country", "US"),
        ("service", "Standard"),
    ]
    assert (shipping.findtext(f"{G}price") or "").endswith(" USD")


def test_only_what_can_be_bought_is_advertised(client: Client) -> None:
    wanted = listed_item(**PICTURED)
    over = held_item(minutes=-1, title="Free again", **PICTURED)
    sold_item(title="Sold", **PICTURED)
    held_item(title="Held", **PICTURED)
    draft_item(title="Draft", **PICTURED)
    abroad_item("JP", title="From Tokyo", **PICTURED)
    listed_item(title="Without a photograph")
    assert [facts(entry)["id"] for entry in entries(client)] == [wanted.number, over.number]


def test_a_sale_takes_it_out_at_once(client: Client) -> None:
    item = listed_item(**PICTURED)
    assert len(entries(client)) == 1
    Item.objects.filter(pk=item.pk).update(state="sold", sold_at=item.listed_at)
    assert entries(client) == []


def test_the_limits_are_kept_and_words_stay_whole(client: Client) -> None:
    listed_item(title="Kelly " * 33, description="word " * 2_000 + "\x0b", **PICTURED)
    said = facts(entries(client)[0])
    assert len(said["title"]) <= 150
    assert said["title"].endswith("Kelly…")
    assert len(said["description"]) <= 5_000
    assert said["description"].endswith("word…")


def test_a_piece_without_words_is_still_described(client: Client) -> None:
    listed_item(description="", colour=None, material=None, **PICTURED)
    said = facts(entries(client)[0])
    assert said["description"] == "Pre-owned Hermès Birkin 30 in Gold Togo, Excellent condition."
    assert said.keys() >= REQUIRED
    assert "color" not in said


def test_other_photographs_follow_the_first_at_most_ten(client: Client) -> None:
    item = listed_item(**PICTURED)
    names = ["items/a.webp", *(f"items/{n}.webp" for n in range(14))]
    Photo.objects.bulk_create(
        Photo(item=item, position=place, file=name, alt="x", width=800, height=1000)
        for place, name in enumerate(names, start=1)
    )
    found = [one.text for one in entries(client)[0].findall(f"{G}additional_image_link")]
    assert found == [f"{HOST}/media/items/{n}.webp" for n in range(10)]


def test_every_kind_of_the_vocabulary_has_a_place_in_googles(client: Client) -> None:
    load_vocabulary()
    kinds = Category.objects.select_related("parent")
    lost = [
        kind.slug for kind in kinds if category_of(kind.slug, kind.parent.slug if kind.parent else "") is None
    ]
    assert lost == []
    assert set(CATEGORIES) <= {kind.slug for kind in kinds}
    assert category_of("totes", "handbags") == CATEGORIES["handbags"]
    assert category_of("unheard-of") == "Apparel & Accessories"


def test_clothes_and_shoes_are_for_nobody_we_know(client: Client) -> None:
    listed_item(category="Shoes", title="Pumps", **PICTURED)
    listed_item(category="Clothing", title="Dress", **PICTURED)
    assert ["gender" in facts(entry) for entry in entries(client)] == [False, False]


def test_it_is_read_in_batches_and_gzipped(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(5):
        listed_item(title=f"Piece {n}", price=Decimal(1_000 + n), **PICTURED)
    monkeypatch.setattr(pieces, "BATCH", 2)
    with django_assert_num_queries(4):
        assert len(list(pieces.advertised())) == 5
    answer = client.get("/feeds/google.xml", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(answer.getvalue()).count(b"<item>") == 5
