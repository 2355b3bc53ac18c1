"""What a search is read as, in a shop of five pieces."""

import pytest

from catalog.models import Item
from catalog.searching.engine import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


def told(words: str) -> dict[str, str]:
    return {span.facet: span.label for span in read(words).spans}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("chanel black caviar under 9000",
         {"designer": "Chanel", "colour": "Black", "material": "Caviar", "price": "Up to $9,000"}),
        ("LV noe", {"designer": "Louis Vuitton", "style": "Noé"}),
        ("CHÁNEL classic flaps", {"designer": "Chanel", "style": "Classic Flap"}),
        ("louis vuiton", {"designer": "Louis Vuitton"}),
        ("saintlaurent sandals", {"designer": "Saint Laurent", "category": "Sandals"}),
        ("birkin phw", {"style": "Birkin", "hardware": "Palladium hardware"}),
        ("noe ghw", {"style": "Noé", "hardware": "Gold hardware"}),
        ("size 39 sandals", {"size": "Size 39", "category": "Sandals"}),
        ("39 EU", {"size": "39 eu"}),
        ("never worn ysl", {"never": "Never carried", "designer": "Saint Laurent"}),
        ("birkin 2021", {"style": "Birkin", "year": "2021"}),
        ("hermes gold", {"designer": "Hermès", "colour": "Gold"}),
        ('"black leather"', {}),
        ("saint lorent sandals", {"designer": "Saint Laurent", "category": "Sandals"}),
        ("louis viton noe", {"designer": "Louis Vuitton", "style": "Noé"}),
        ("vuitan noe", {"designer": "Louis Vuitton", "style": "Noé"}),
        ("black wallet handbag", {"colour": "Black", "category": "Handbags"}),
        ("lv purse", {"designer": "Louis Vuitton", "category": "Handbags"}),
        ("gift for her under 500", {"price": "Up to $500"}),
    ],
)  # fmt: skip
def test_filters_in_words(words: str, expected: dict[str, str]) -> None:
    assert told(words) == expected


def test_a_word_that_means_something_else_here_stays_a_word() -> None:
    """A purse is a handbag in America, but these pieces call a wallet so."""
    reading = read("chanel purse")
    assert reading.chosen == {"designer": ("chanel",)}
    assert [word.key for word in reading.left] == ["purse"]


def test_two_kinds_that_are_listed_are_both_meant() -> None:
    assert [span.label for span in read("sandals, handbags").spans] == ["Sandals", "Handbags"]
    assert [span.label for span in read("sandals or handbags").spans] == ["Sandals", "Handbags"]


@pytest.mark.parametrize("typed", ["T-shirts", "t shirt", "tshirt", "tee shirts", "Tees"])
def test_a_t_shirt_is_one_word(typed: str) -> None:
    assert [word.key for word in read(typed).left] == ["t-shirt"]


def test_a_filter_is_given_up_only_for_words_of_a_title() -> None:
    """No Chanel sandals are in stock, and nothing is called so: the filters stay, and find nothing."""
    assert read("chanel sandals").chosen == {"designer": ("chanel",), "category": ("sandals",)}


def test_what_was_mistyped_is_said() -> None:
    reading = read("Louis Vuiton noe")
    assert reading.corrected == "Louis Vuitton noe"
    assert read("Louis Vuitton noe").corrected == ""


def test_each_filter_can_be_taken_out_of_the_words() -> None:
    reading = read("black chanel under $9,000 flap")
    assert [reading.without(span) for span in reading.spans] == [
        "chanel under $9,000 flap", "black under $9,000 flap", "black chanel flap", "black chanel under $9,000",
    ]  # fmt: skip


def test_filters_that_fit_nothing_together_become_words_where_the_text_has_them(
    shop: dict[str, Item],
) -> None:
    reading = read("chanel leather purse")
    assert reading.rest == "purse"
    assert reading.chosen["material"] == ("Leather",)


@pytest.mark.parametrize(
    "words", ["", "   ", "&|!:*'", "\\", "'", '"', "%", "\x00", "a" * 500, "’’’ 12345678901234567890"]
)
def test_nothing_that_is_typed_breaks_it(words: str) -> None:
    assert read(words).spans == ()


def test_a_search_too_long_is_read_to_the_end_of_a_word() -> None:
    reading = read("chanel " * 500)
    assert reading.chosen == {"designer": ("chanel",)}
    assert reading.left == ()
