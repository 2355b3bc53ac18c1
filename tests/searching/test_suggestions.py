"""The list under the search box."""

import pytest
from django.test import Client

from catalog.models import Item
from catalog.searching.suggestions import suggest

pytestmark = pytest.mark.django_db


def told(typed: str) -> list[tuple[str, str, int]]:
    return [(group.title, line.label, line.count) for group in suggest(typed) for line in group.lines]


def test_a_house_with_its_kinds_and_styles(shop: dict[str, Item]) -> None:
    assert told("chan") == [
        ("Designers", "Chanel", 2),
        ("In one house", "Chanel, Handbags", 1),
        ("In one house", "Chanel, Wallets and card holders", 1),
        ("Styles", "Chanel Classic Flap Medium", 1),
    ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("birk", ("Styles", "Hermès Birkin 30", 1)),
        ("LV", ("Designers", "Louis Vuitton", 1)),
        ("herm", ("Designers", "Hermès", 1)),
        ("hremes", ("Designers", "Hermès", 1)),
        ("chanel wal", ("In one house", "Chanel, Wallets and card holders", 1)),
        ("sanda", ("Categories", "Sandals", 1)),
    ],
)
def test_beginnings(shop: dict[str, Item], typed: str, first: tuple[str, str, int]) -> None:
    assert told(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "c", "zzzz", "&", "\x00"])
def test_nothing(shop: dict[str, Item], typed: str) -> None:
    assert told(typed) == []


def test_a_number(shop: dict[str, Item]) -> None:
    item = shop["birkin"]
    line = suggest(item.number[:6])[0].lines[0]
    assert line.label.startswith("P-")
    assert item.get_absolute_url() in [one.url for one in suggest(item.number)[0].lines]


def test_the_fragment_is_the_same_for_everybody(client: Client, shop: dict[str, Item]) -> None:
    answer = client.get("/search/suggest/", {"q": "chan"})
    assert answer.headers["Cache-Control"] == "public, max-age=10"
    text = answer.content.decode()
    assert text.count('role="option"') == 4
    assert 'href="/designers/chanel/"' in text
    assert "Cookie" not in answer.headers.get("Vary", "")
