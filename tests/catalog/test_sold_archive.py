"""The archive of what was sold: the latest first, narrowed by house, style and kind, never anything for sale."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Item
from catalog.queries.sold import PER_PAGE
from tests.factories.catalog import a_category, held_item, listed_item, sold_item

pytestmark = pytest.mark.django_db


def sold(days: int, **facts: Any) -> Item:
    return sold_item(sold_at=timezone.now() - timedelta(days=days), **facts)


def titles(client: Client, **asked: str) -> list[str]:
    return [one.title for one in client.get("/sold/", asked).context["pieces"]]


def test_the_latest_first_and_nothing_that_can_be_bought(client: Client) -> None:
    sold(9, title="Earlier")
    sold(2, title="Later")
    listed_item(title="For sale")
    held_item(title="On hold")
    assert titles(client) == ["Later", "Earlier"]


def test_narrowed_by_house_style_and_kind(client: Client) -> None:
    bags = a_category("Handbags")
    totes = a_category("Totes", parent=bags)
    sold(1, title="Kelly", style="Kelly 28", category=totes)
    sold(2, title="Birkin")
    sold(3, title="Flap", designer="Chanel", style="Flap")
    assert titles(client, designer="hermes") == ["Kelly", "Birkin"]
    assert titles(client, designer="hermes", style="hermes-birkin-30") == ["Birkin"]
    assert titles(client, category="totes") == ["Kelly"]
    assert titles(client, category="handbags", designer="chanel") == ["Flap"]


def test_another_house_drops_the_style_of_the_one_before(client: Client) -> None:
    sold(1, title="Birkin")
    sold(2, title="Flap", designer="Chanel", style="Flap")
    assert titles(client, designer="chanel", style="hermes-birkin-30") == ["Flap"]


def test_a_choice_is_summed_up(client: Client) -> None:
    for price in (9_000, 12_000, 15_000):
        sold(1, price=price)
    page = client.get("/sold/", {"style": "hermes-birkin-30"}).content.decode()
    assert "3 pieces sold: the median is $12,000, from $9,000 to $15,000." in page
    assert "the median is" not in client.get("/sold/").content.decode()


def test_one_sale_is_no_range(client: Client) -> None:
    sold(1, price=9_000)
    assert "One was sold, for $9,000." in client.get("/sold/?designer=hermes").content.decode()


def test_only_what_was_sold_can_be_chosen(client: Client) -> None:
    sold(1)
    listed_item(designer="Chanel", style="Flap")
    page = client.get("/sold/").content.decode()
    assert ">Hermès</option>" in page
    assert ">Chanel</option>" not in page


def test_earlier_pages_miss_and_repeat_nothing(client: Client) -> None:
    moment = timezone.now()
    for n in range(PER_PAGE + 5):
        sold_item(sold_at=moment, title=f"Piece {n}")  # all at once: the piece itself decides
    first = client.get("/sold/?designer=hermes")
    second = client.get("/sold/" + first.context["earlier"])
    shown = [one.title for answer in (first, second) for one in answer.context["pieces"]]
    assert sorted(shown) == sorted(f"Piece {n}" for n in range(PER_PAGE + 5))
    assert second.context["earlier"] == ""
    assert second.context["latest"] == "?designer=hermes"


def test_only_the_first_page_is_for_search_engines(client: Client) -> None:
    sold(1)
    plain = client.get("/sold/").content.decode()
    narrowed = client.get("/sold/?designer=hermes").content.decode()
    assert "noindex" not in plain
    assert '<meta name="robots" content="noindex, follow">' in narrowed
    assert re.findall(r'rel="canonical" href="[^"]*(/sold/)"', plain + narrowed) == ["/sold/", "/sold/"]


@pytest.mark.parametrize("asked", ["designer=nobody", "style=nothing", "category=none"])
def test_a_name_nobody_has_is_not_found(asked: str, client: Client) -> None:
    assert client.get(f"/sold/?{asked}").status_code == 404


@pytest.mark.parametrize("before", ["x", "1-", "-1", "99999999999999999999999999999-1", "²-1", "1-1-1", ""])
def test_a_place_that_is_none_shows_the_latest(before: str, client: Client) -> None:
    sold(1, title="Latest")
    assert titles(client, before=before) == ["Latest"]


def test_no_sale_yet(client: Client) -> None:
    assert "Nothing of this kind was sold here yet." in client.get("/sold/").content.decode()


def test_the_page_of_a_sold_piece_leads_here(client: Client) -> None:
    page = client.get(sold(1).get_absolute_url()).content.decode()
    assert 'href="/sold/?designer=hermes&amp;style=hermes-birkin-30">What others sold for' in page


@pytest.mark.parametrize("pieces", [3, 60])
def test_queries_do_not_grow(
    pieces: int, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(pieces):
        sold(n)
    with django_assert_max_num_queries(13):
        client.get("/sold/?designer=hermes&style=hermes-birkin-30")
