"""The page of a search: chips, the rail's form, corrections, the nearest where nothing fits."""

import pytest
from django.test import Client

from catalog.models import Item
from tests.browsing.reading import list_at
from tests.factories.catalog import a_category, sold_item

pytestmark = pytest.mark.django_db


def page(client: Client, words: str, **others: str) -> str:
    return client.get("/search/", {"q": words} | others).content.decode()


def test_a_recognised_filter_is_a_chip_that_takes_its_words_out(
    client: Client, shop: dict[str, Item]
) -> None:
    found = list_at(client, "/search/", q="chanel black flap")
    assert list(found.chips.items()) == [
        ("Chanel", "/search/?q=black+flap"),
        ("Black", "/search/?q=chanel+flap"),
        ("Flap", "/search/?q=chanel+black"),
    ]
    assert found.titles == ["Classic Flap Medium in black caviar"]


def test_the_rail_carries_filters_and_only_the_other_words(client: Client, shop: dict[str, Item]) -> None:
    found = list_at(client, "/search/", q="chanel purse under 500")
    sent = {name: found.field(name) for name in ("q", "designer", "to")}
    assert sent == {"q": ["purse"], "designer": ["chanel"], "to": ["500"]}


def test_ticked_filters_join_the_words(client: Client, shop: dict[str, Item]) -> None:
    found = list_at(client, "/search/", q="chanel", colour="Black", to="1,000")
    assert found.titles == ["Leather purse Black"]


def test_a_correction_is_said_and_can_be_refused(client: Client, shop: dict[str, Item]) -> None:
    text = page(client, "louis vuiton")
    assert "Shown for <b>Louis Vuitton</b>" in text
    assert "?q=%22louis+vuiton%22" in text
    assert "Shown for" not in page(client, "louis vuitton")


def test_nothing_found_names_what_comes_nearest(client: Client, shop: dict[str, Item]) -> None:
    text = page(client, "noe under 500")
    assert "Nothing found for “noe under 500”" in text
    assert "Without <b>Up to $500</b> there is one piece." in text
    assert "Noé in black leather" in text
    assert "/account/searches/save/?at=" in text
    assert "/find-it-for-me/?at=" in text


def test_the_page_reads_no_session(client: Client, shop: dict[str, Item]) -> None:
    answer = client.get("/search/", {"q": "chanel"})
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "public, max-age=10"


def test_sold_pieces_alone_are_not_offered_as_the_nearest(client: Client, shop: dict[str, Item]) -> None:
    sold_item(designer="Goyard", style="Saint Louis", title="Saint Louis in black canvas", price=1500)
    text = page(client, "goyard under 200")
    assert "Without <b>Up to $200</b> there are only sold pieces, kept as a price reference." in text
    assert "Show what was sold" in text


def test_of_a_kind_that_is_not_here_the_kind_above_is_nearest(client: Client, shop: dict[str, Item]) -> None:
    a_category("Clutches", parent=a_category("Handbags"))
    assert "Of <b>Handbags</b> there are 3 pieces." in page(client, "clutches")
