"""Parts of a kind, for whom it is, where it ships from, words that were mistyped into other words."""

import pytest

from catalog.models import Category, Item
from catalog.searching.answering import search
from catalog.searching.engine import read
from catalog.shelf import current
from tests.factories.catalog import a_designer, listed_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def boots() -> dict[str, Item]:
    a_designer("Prada")
    shoes = Category.objects.get_or_create(slug="shoes", defaults={"name": "Shoes"})[0]
    Category.objects.get_or_create(slug="boots", defaults={"name": "Boots", "parent": shoes})
    made = {"designer": "Prada", "category": "Boots", "style": None, "hardware": None, "material": "Leather"}
    return {
        "tall": listed_item(title="Leather boots Black", colour="Black", size="38 EU", ships_from="IT", **made),
        "ankle": listed_item(
            title="Leather ankle boots Black", colour="Black", size="S International", description="Under Men.", **made
        ),
    }  # fmt: skip


def found(words: str) -> list[Item]:
    pks = current().answer(search(words).query).pks
    by_pk = Item.objects.in_bulk(pks)
    return [by_pk[pk] for pk in pks]


def test_a_part_of_a_kind_is_the_filter_and_a_word_of_the_name(boots: dict[str, Item]) -> None:
    reading = read("prada ankle boots")
    assert reading.chosen == {"designer": ("prada",), "category": ("boots",)}
    assert [(word.key, word.called) for word in reading.left] == [("ankle", True)]
    assert found("prada ankle boots") == [boots["ankle"]]
    assert found("ankel boots") == [boots["ankle"]]


def test_for_whom_brings_forward_and_leaves_nothing_out(boots: dict[str, Item]) -> None:
    assert found("mens boots") == [boots["ankle"], boots["tall"]]
    assert read("mens boots").leanings == ("men",)


@pytest.mark.parametrize("words", ["boots from italy", "boots ships from Italy"])
def test_where_it_ships_from(boots: dict[str, Item], words: str) -> None:
    assert found(words) == [boots["tall"]]
    assert read(words).chosen["ships"] == ("IT",)


@pytest.mark.usefixtures("boots")
def test_a_letter_is_a_size_where_pieces_have_it() -> None:
    assert read("prada s boots").chosen["size"] == ("S International",)
    assert "size" not in read("prada m boots").chosen


def test_a_word_that_finds_nothing_may_be_mistyped(boots: dict[str, Item]) -> None:
    listed_item(title="Back pocket", colour="White", description="With a back pocket.")
    assert found("prada back boots") == [boots["ankle"], boots["tall"]]
    assert search("prada back boots").reading.corrected == "prada black boots"


def test_a_piece_is_found_by_what_its_sender_calls_it() -> None:
    item = listed_item(source="milan", source_reference="19123701")
    assert found("19123701") == [item]
    assert read("19123701").chosen == {}
