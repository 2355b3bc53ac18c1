"""The section on the page: words, drawing and table agree, and little evidence is called little."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.comparables import relatives_of
from catalog.models import Item
from tests.factories.catalog import a_category, listed_item, sold_item

pytestmark = pytest.mark.django_db


def section(client: Client, item: Item) -> str:
    page = client.get(item.get_absolute_url()).content.decode()
    found = re.search(r'<section class="section" id="price".*?</section>', page, re.DOTALL)
    assert found
    return found[0]


def sold(price: int, days: int = 40, **facts: Any) -> Item:
    return sold_item(price=price, sold_at=timezone.now() - timedelta(days=days), **facts)


def test_five_sold_and_one_for_sale(client: Client) -> None:
    this = listed_item(price=18_900)
    for price in (17_600, 19_400, 18_750, 21_900, 15_200):
        sold(price)
    listed_item(price=19_750, title="The other one")
    shown = section(client, this)
    assert "Six comparable Birkin 30: five we sold, one for sale now." in shown
    assert "Their median is $19,075, from $15,200 to $21,900. At $18,900 this one stands $175 below" in shown
    assert "No price is adjusted for grade, colour, material or year." in shown
    assert shown.count('class="dot"') == 6
    assert shown.count("data-asked") == 1
    assert "The other one</a></td>" in shown


def test_a_sold_piece_is_measured_at_what_it_was_sold_for(client: Client) -> None:
    this = sold(16_200)
    for price in (15_000, 16_200, 17_000):
        sold(price)
    shown = section(client, this)
    assert "Three comparable Birkin 30, all of them sold." in shown
    assert "Sold for $16,200 this one stood on the median." in shown
    assert "for sale</text>" not in shown


def test_two_are_too_few_and_said_so(client: Client) -> None:
    this = listed_item()
    sold(9_000, title="One of two")
    sold(10_000)
    shown = section(client, this)
    assert "Only two comparable pieces were sold or listed here" in shown
    assert "One of two" in shown
    assert "<svg" not in shown


def test_none_at_all(client: Client) -> None:
    shown = section(client, listed_item())
    assert "No comparable piece was sold or listed here" in shown
    assert "Comparable pieces</caption>" not in shown


def test_other_styles_of_the_house_say_so(client: Client) -> None:
    this = listed_item()
    for style in ("Kelly 28", "Kelly 32", "Bolide 31"):
        sold(9_000, style=style, title=style)
    shown = section(client, this)
    assert "Three comparable Hermès handbags in togo, all of them sold." in shown
    assert "material, year, style or size" in shown


def test_jewelry_says_that_stones_weigh_differently(client: Client) -> None:
    rings = a_category("Jewelry", measured_as="ring")
    this = listed_item(category=rings)
    for _ in range(3):
        sold(9_000, category=rings)
    assert "or the weight of stones" in section(client, this)


def test_retail_rarity_and_every_price_it_had(client: Client) -> None:
    this = listed_item(price=12_500, retail_estimate=Decimal(25_000), rarity=["exotic skin"])
    shown = section(client, this)
    assert "Estimated retail is $25,000; this price is 50% below it. It is an estimate." in shown
    assert "<span>Exotic skin</span>" in shown
    assert "<td>$12,500</td>" in shown


def test_drafts_and_withdrawn_pieces_are_compared_with_nothing() -> None:
    this = listed_item()
    gone = sold(9_000)
    Item.objects.filter(pk=gone.pk).update(state="withdrawn", sold_at=None)
    assert relatives_of(this).cards == []


@pytest.mark.parametrize("pieces", [5, 60])
def test_two_queries_however_many(pieces: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    this = listed_item()
    for n in range(pieces):
        sold(9_000 + n)
    this = Item.objects.select_related("category", "colour", "material").get(pk=this.pk)
    relatives_of(this)  # this connection has planned them
    with django_assert_num_queries(3):  # little like it is for sale: further pieces are asked for
        assert len(relatives_of(this).cards) == min(pieces, 8)
    for _ in range(4):
        listed_item()
    with django_assert_num_queries(2):
        assert len(relatives_of(this).similar) == 4
