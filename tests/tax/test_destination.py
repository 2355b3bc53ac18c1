"""What people type, brought to one way of writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.tax.destination import Destination, is_elsewhere, state_code, tidied
from orders.tax.words import place_key

TYPED = st.sampled_from(
    [
        "New York", "Unincorporated", "County", "NY", ", ", "10021", " ", "Kansas City", "D.C.", "n.y.", "Ft",
        "St.", "90210-1234", "PR", "é", "702",
    ]
)  # fmt: skip
TEXTS = st.lists(TYPED | st.text(max_size=3), max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("told", "city", "state", "zip_code"),
    [
        ({"city": "New York, NY 10021", "state": "n.y."}, "New York", "NY", ""),
        ({"city": "New York NY", "zip": "10021 1234"}, "New York", "NY", "100211234"),
        ({"city": "Salt Lake City, Utah"}, "Salt Lake City", "UT", ""),
        ({"city": "Kansas City", "state": "Missouri"}, "Kansas City", "MO", ""),
        ({"city": "Washington, D.C."}, "Washington", "DC", ""),
        ({"zip": "90210"}, "", "CA", "90210"),
        ({"zip": "7078", "state": "NJ"}, "", "NJ", "07078"),
        ({"zip": "10021-12", "state": "new york"}, "", "NY", "10021"),
        ({"state": "CALIF."}, "", "CA", ""),
        ({"country": "PR", "zip": "00907"}, "", "PR", "00907"),
        ({"country": "u.s.a.", "state": "FL"}, "", "FL", ""),
        ({"city": "APO", "state": "NY", "zip": "09012"}, "APO", "AE", "09012"),
    ],
)
def test_a_destination_is_tidied(told: dict[str, str], city: str, state: str, zip_code: str) -> None:
    tidy = tidied(Destination(**told))
    assert (tidy.country, tidy.city, tidy.state, tidy.zip) == ("US", city, state, zip_code)


def test_abroad_nothing_is_read_as_american() -> None:
    told = Destination(country="ca", state="ON", zip="M5V 2T6", city="Toronto, ON")
    assert tidied(told) == Destination(country="CA", state="ON", zip="M5V 2T6", city="Toronto, ON")


@given(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
def test_tidying_twice_is_tidying_once(state: str, country: str, code: str, city: str, county: str) -> None:
    once = tidied(Destination(state=state, country=country, zip=code, city=city, county=county))
    assert tidied(once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Petersburg", "SAINT PETERSBURG"),
        ("Ft. Lauderdale", "Fort Lauderdale"),
        ("N. Hollywood", "north hollywood"),
        ("N.Y.C.", "nyc"),
        ("L.A.", "LA"),
        ("La Cañada Flintridge", "la canada  flintridge"),
        ("Carmel-by-the-Sea", "Carmel By The Sea"),
        ("De Soto", "DeSoto County"),
        ("City of Industry", "Industry"),
        ("The Bronx", "Bronx"),
        ("Prince George's", "Prince Georges County"),
    ],
)
def test_two_spellings_of_one_place_are_the_same(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


@pytest.mark.parametrize(("one", "other"), [("Monterey", "Monterey Park"), ("El Monte", "South El Monte")])
def test_two_places_stay_two(one: str, other: str) -> None:
    assert place_key(one) != place_key(other)


@pytest.mark.parametrize(
    ("told", "code"),
    [("ny", "NY"), ("New York", "NY"), ("Puerto Rico", "PR"), ("Fla.", "FL"), ("AE", "AE"), ("Bavaria", "")],
)
def test_a_state_by_code_name_or_abbreviation(told: str, code: str) -> None:
    assert state_code(told) == code


@pytest.mark.parametrize(
    ("told", "elsewhere"),
    [
        ({"state": "OR", "zip": "10021"}, True),
        ({"state": "NY", "zip": "10021"}, False),
        ({"state": "WV", "zip": "20135"}, False),  # a ZIP of Virginia that reaches across the line
        ({"state": "NY", "zip": "10999"}, False),
        ({"state": "", "zip": "10021"}, False),
        ({"state": "ON", "zip": "10021", "country": "CA"}, False),
    ],
)
def test_a_zip_of_another_state_is_told(told: dict[str, str], *, elsewhere: bool) -> None:
    assert is_elsewhere(Destination(**told)) == elsewhere
