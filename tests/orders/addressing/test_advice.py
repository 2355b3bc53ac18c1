"""What we ask about an address that can be right as typed, and what one click puts in its place."""

from typing import Any

import pytest

from orders.addressing.advice import Chosen, advice_for
from orders.addressing.lines import has_number, in_one_line, is_po_box
from orders.addressing.suggestions import Advice
from tests.factories.orders import an_address

pytestmark = pytest.mark.django_db
PARK_AVENUE = {
    "line1": "740 Park Avenue",
    "line2": "",
    "line4": "New York",
    "state": "NY",
    "postcode": "10021",
    "country": "US",
}

CARMEL = (
    "Only part of Carmel lies in the city of Carmel-by-the-Sea, and the sales tax differs. Does your house?"
)


def asked(**told: str) -> list[Advice]:
    return advice_for(PARK_AVENUE | told)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"line4": "NYC"},
        {"line4": "MANHATTAN"},
        {"line4": "Brooklyn", "postcode": "11215"},
        {"line4": "New York", "postcode": "11215"},
        {"line4": "St. Petersburg", "state": "FL", "postcode": "33701-1234"},
        {"line4": "Van Nuys", "state": "CA", "postcode": "91401"},
        {"line4": "Los Angeles", "state": "CA", "postcode": "90210"},
        {"line4": "Hidden Hills", "state": "CA", "postcode": "91302"},
        {"line4": "APO", "state": "AE", "postcode": "09012", "line1": "PSC Unit"},
        {"line4": "San Juan", "state": "PR", "postcode": "00907"},
        {"line4": "Hagåtña", "state": "GU", "postcode": "96910"},
        {"line1": "One Beacon Street", "line4": "Boston", "state": "MA", "postcode": "02108"},
        {"line4": "Bluemont", "state": "WV", "postcode": "20135"},
        {"line4": "Toronto", "state": "ON", "postcode": "M5V 2T6", "country": "CA"},
        {"line4": "Minato", "state": "Tokyo", "postcode": "106-0032", "country": "JP"},
    ],
)
def test_nothing_is_asked_about_an_address_that_agrees(told: dict[str, str]) -> None:
    assert asked(**told) == []


@pytest.mark.parametrize(
    ("told", "field", "said", "changes"),
    [
        (
            {"state": "CA"},
            "postcode",
            "10021 is in New York, NY, not in California. Did you mean New York, NY?",
            {"state": "NY"},
        ),
        (
            {"state": "FL", "line4": "Miami"},
            "postcode",
            "10021 is in New York, NY, not in Florida. Did you mean New York, NY?",
            {"state": "NY", "line4": "New York"},
        ),
        ({"line4": "New Yrok"}, "line4", "Did you mean New York?", {"line4": "New York"}),
        (
            {"line4": "Beverley Hils", "state": "CA", "postcode": "90210"},
            "line4",
            "Did you mean Beverly Hills?",
            {"line4": "Beverly Hills"},
        ),
        (
            {"line4": "Gotham"},
            "line4",
            "10021 is in New York, NY. Is it New York?",
            {"line4": "New York"},
        ),
        (
            {"line4": "Carmel", "state": "CA", "postcode": "93923"},
            "line4",
            CARMEL,
            {"line4": "Carmel-by-the-Sea"},
        ),
        (
            {"line4": "Greenwich", "state": "CT", "postcode": "06999"},
            "postcode",
            "We can’t find the ZIP code 06999. Is a digit mistyped?",
            None,
        ),
        (
            {"line4": "Rye", "postcode": "10582"},
            "postcode",
            "We can’t find the ZIP code 10582. Is a digit mistyped?",
            {"postcode": "10580"},
        ),
        (
            {"line4": "Ramstein", "state": "AE", "postcode": "09012"},
            "line4",
            "An address with the ZIP code 09012 is written APO where the city stands.",
            {"line4": "APO"},
        ),
        (
            {"line4": "APO", "postcode": "09012"},
            "postcode",
            "09012 is in APO, AE, not in New York. Did you mean APO, AE?",
            {"state": "AE"},
        ),
        ({"line1": "Park Avenue"}, "line1", "We don’t see a house number. Is it missing?", None),
        (
            {"line4": "Toronto", "state": "QC", "postcode": "M5V 2T6", "country": "CA"},
            "postcode",
            "M5V 2T6 is a postal code of Ontario, not of Quebec. Did you mean Ontario?",
            {"state": "ON"},
        ),
    ],
)
def test_what_disagrees_is_asked_beside_its_field(
    told: dict[str, str], field: str, said: str, changes: dict[str, str] | None
) -> None:
    question = asked(**told)[0]
    assert (question.field, question.said, question.insistable) == (field, said, True)
    assert [s.changes for s in question.suggestions] == ([] if changes is None else [changes])


def test_a_city_elsewhere_in_the_state_offers_both_ways_out() -> None:
    question = asked(line4="Rye", postcode="10021")[0]
    assert [s.label for s in question.suggestions] == ["Use New York", "Use ZIP code 10580"]


def test_one_question_per_field_and_each_is_about_what_was_typed() -> None:
    first, second = asked(line1="Park Avenue", line4="New Yrok")
    assert {first.key, second.key} == {"line4:New Yrok 10021", "line1:Park Avenue"}
    assert asked(line4="New Yokr")[0].key == "line4:New Yokr 10021"


def test_a_suggestion_survives_its_button_and_changes_nothing_else() -> None:
    chosen = Chosen("shipping", {"state": "NY", "line4": "New York"})
    assert Chosen.read(str(chosen)) == chosen
    assert Chosen.read("shipping?line4=Rye&email=x&first_name=y").changes == {"line4": "Rye"}
    assert Chosen.read("").changes == {}


@pytest.mark.parametrize(
    ("line", "box"),
    [
        ("PO Box 12", True),
        ("P.O. Box 12", True),
        ("p o box 3", True),
        ("POB 77", True),
        ("Post Office Box 9", True),
        ("Box 12", True),
        ("12 Boxwood Lane", False),
        ("1 Post Office Square", False),
        ("PSC 1234 Box 5678", False),
    ],
)
def test_a_po_box_is_known_by_its_words(line: str, *, box: bool) -> None:
    assert is_po_box(line) == box


@pytest.mark.parametrize(
    ("line", "number"), [("740 Park Ave", True), ("One Main St", True), ("Main St", False)]
)
def test_a_house_number_may_be_a_word(line: str, *, number: bool) -> None:
    assert has_number(line) == number


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "New York, NY 10021"),
        (
            {"line4": "Toronto", "state": "ON", "postcode": "M5V 3L9", "country": "CA"},
            "Toronto, ON M5V 3L9, Canada",
        ),
        ({"line4": "Paris", "state": "", "postcode": "75008", "country": "FR"}, "Paris 75008, France"),
    ],
)
def test_an_address_in_one_line_names_the_country_abroad(told: dict[str, Any], said: str) -> None:
    address = an_address(**told)
    address.country.printable_name = {"CA": "Canada", "FR": "France"}.get(address.country_id, "")
    assert in_one_line(address) == f"Clara Whitfield, 740 Park Avenue, Apt 11B, {said}"
