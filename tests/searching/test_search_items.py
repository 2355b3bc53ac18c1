"""The command that shows what the shop's search does."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from catalog.models import Item
from tests.factories.catalog import draft_item

pytestmark = pytest.mark.django_db


def answer(words: str) -> dict[str, object]:
    out = StringIO()
    call_command("search_items", words, json=True, stdout=out)
    return dict(json.loads(out.getvalue()))


def test_facets_total_and_results(shop: dict[str, Item]) -> None:
    told = answer("chanel black under 1000")
    assert told["facets"] == {"designer": ["chanel"], "colour": ["Black"], "to": 1000}
    assert (told["total"], told["given_up"]) == (1, [])
    wallet = shop["wallet"]
    assert told["results"] == [
        {
            "number": wallet.number,
            "designer": "Chanel",
            "title": "Leather purse Black",
            "price": "420.00",
            "state": "listed",
            "reference": "",
            "source": "",
        }
    ]


def test_the_nearest_where_there_is_none(shop: dict[str, Item]) -> None:
    told = answer("louis vuitton noe under 500")
    assert (told["total"], told["nearest_total"], told["given_up"]) == (0, 1, ["Up to $500"])
    assert told["results"][0]["number"] == shop["noe"].number  # type: ignore[index]


def test_a_word_that_nothing_has_is_given_up_first(shop: dict[str, Item]) -> None:
    told = answer("chanel flap zanzibar")
    assert (told["total"], told["given_up"]) == (0, ["“zanzibar”"])
    assert told["implied"] == {}


def test_an_item_number_is_that_piece_and_no_size(shop: dict[str, Item]) -> None:
    told = answer(shop["flap"].number)
    assert (told["facets"], told["total"]) == ({}, 1)
    assert [one["number"] for one in told["results"]] == [shop["flap"].number]  # type: ignore[attr-defined]


def test_the_house_is_nearest_to_a_style_that_the_shop_lacks(shop: dict[str, Item]) -> None:
    draft_item(designer="Louis Vuitton", style="Neverfull MM", title="Neverfull MM in Damier")
    told = answer("neverfull mm")
    assert (told["total"], told["given_up"]) == (0, ["Neverfull MM"])
    assert [one["number"] for one in told["results"]] == [shop["noe"].number]  # type: ignore[attr-defined]


def test_the_house_of_a_style_is_implied(shop: dict[str, Item]) -> None:
    assert answer("noe")["implied"] == {"designer": ["louis-vuitton"]}


def test_readable_lines(shop: dict[str, Item]) -> None:
    out = StringIO()
    call_command("search_items", "noe", stdout=out)
    assert out.getvalue().splitlines() == [
        "style: Noé",
        "1 pieces",
        f"{shop['noe'].number}     $1,180  Louis Vuitton Noé in black leather  ()",
    ]
