"""From an address to who taxes it, with whatever of the address was told."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.tax import snapshot
from orders.tax.destination import Destination
from orders.tax.levies import levies_at
from orders.tax.places import Place, resolve

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def where(**told: str) -> tuple[Place, Decimal]:
    """The place of what was told, and its combined rate in percent."""
    tables = snapshot.current()
    place = resolve(Destination(**told), tables, ON)
    return place, sum((levy.percent for levy in levies_at(place, tables, ON)), Decimal(0))


@pytest.mark.parametrize(
    ("city", "state", "zip_code", "county", "percent"),
    [
        ("BEVERLY HILLS", "CA", "90210", "Los Angeles County", "9.75"),
        ("Van Nuys", "CA", "91401", "Los Angeles County", "9.75"),
        ("Hollywood", "CA", "90028", "Los Angeles County", "9.75"),
        ("Venice", "CA", "90291", "Los Angeles County", "9.75"),
        ("Brentwood", "CA", "90049", "Los Angeles County", "9.75"),
        ("Brentwood", "CA", "94513", "Contra Costa County", "8.75"),
        ("East Los Angeles", "CA", "90022", "Los Angeles County", "9.75"),
        ("La Cañada", "CA", "91011", "Los Angeles County", "10.5"),
        ("La Jolla", "CA", "92037", "San Diego County", "7.75"),
        ("Carmel Valley", "CA", "92130", "San Diego County", "7.75"),
        ("Carmel Valley", "CA", "93924", "Monterey County", "8.75"),
        ("Carmel", "CA", "93921", "Monterey County", "9.25"),
        ("Sun City", "CA", "92586", "Riverside County", "8.75"),
        ("Montecito", "CA", "93108", "Santa Barbara County", "7.75"),
        ("Carmichael", "CA", "95608", "Sacramento County", "7.75"),
        ("Brooklyn", "NY", "11215", "Kings County", "8.875"),
        ("NYC", "NY", "11215", "Kings County", "8.875"),
        ("Forest Hills", "NY", "11375", "Queens County", "8.875"),
        ("Staten Island", "NY", "10301", "Richmond County", "8.875"),
        ("Bronx", "NY", "10451", "Bronx County", "8.875"),
        ("Yonkers", "NY", "10701", "Westchester County", "8.875"),
        ("Scarsdale", "NY", "10583", "Westchester County", "8.375"),
        ("Saratoga Springs", "NY", "12866", "Saratoga County", "7"),
        ("Ft Lauderdale", "FL", "33301", "Broward County", "7"),
        ("St. Petersburg", "FL", "33701", "Pinellas County", "7"),
        ("Boca Raton", "FL", "33432", "Palm Beach County", "6.5"),
        ("Chicago", "IL", "60611", "Cook County", "10.25"),
        ("Greenwich", "CT", "06830", "Fairfield County", "6.35"),
        ("Chevy Chase", "MD", "20815", "Montgomery County", "6"),
        ("Short Hills", "NJ", "07078", "Essex County", "6.625"),
    ],
)
def test_a_place_is_found_by_city_and_zip(
    city: str, state: str, zip_code: str, county: str, percent: str
) -> None:
    place, rate = where(city=city, state=state, zip=zip_code)
    assert (place.county, rate, place.ambiguous) == (county, Decimal(percent), False)


@pytest.mark.parametrize(
    ("told", "county", "percent"),
    [
        ({"zip": "10021"}, "New York County", "8.875"),
        ({"zip": "33480"}, "Palm Beach County", "6.5"),
        ({"city": "Boca Raton", "state": "FL"}, "Palm Beach County", "6.5"),
        ({"city": "boca raton", "state": "florida", "county": "PALM BEACH"}, "Palm Beach County", "6.5"),
        ({"city": "NYC", "state": "NY"}, "New York County", "8.875"),
        ({"city": "New York", "state": "NY", "county": "Queens"}, "Queens County", "8.875"),
        ({"city": "LA", "state": "CA"}, "Los Angeles County", "9.75"),
        ({"city": "Santa Monica, CA 90401"}, "Los Angeles County", "10.75"),
        ({"city": "Monterey County", "state": "CA", "zip": "93940"}, "Monterey County", "8.75"),
        ({"city": "Unincorporated", "state": "CA", "county": "Monterey"}, "Monterey County", "8.75"),
        ({"city": "Unincorporated Marin County", "state": "CA"}, "Marin County", "8.25"),
        ({"county": "Dade", "state": "FL"}, "Miami-Dade County", "7"),
        ({"county": "Brooklyn", "state": "NY"}, "Kings County", "8.875"),
        ({"county": "Westchester", "state": "NY"}, "Westchester County", "8.375"),
    ],
)
def test_part_of_an_address_is_enough(told: dict[str, str], county: str, percent: str) -> None:
    place, rate = where(**told)
    assert (place.county, rate, place.ambiguous) == (county, Decimal(percent), False)


@pytest.mark.parametrize(
    ("told", "matched", "percent"),
    [
        ({"zip": "90401"}, "zip", "10.75"),
        ({"city": "Beverley Hils", "zip": "90210"}, "zip", "9.75"),
        ({"city": "Santa Monnica", "state": "CA"}, "city", "10.75"),
        ({"city": "Carmel", "state": "CA", "zip": "93923"}, "county", "8.75"),
        ({"city": "Brewster", "state": "NY", "zip": "10509"}, "county", "8.375"),
        ({"city": "Nowhere", "state": "NY", "zip": "10999"}, "state", "4"),
    ],
)
def test_a_guess_is_said_to_be_one(told: dict[str, str], matched: str, percent: str) -> None:
    place, rate = where(**told)
    assert (place.matched, place.ambiguous, rate) == (matched, True, Decimal(percent))


@pytest.mark.parametrize(
    ("told", "county", "note"),
    [
        (
            {"city": "Albany", "state": "NY", "zip": "10021"},
            "Albany County",
            "10021 is not in Albany County; the ZIP was not believed.",
        ),
        (
            {"city": "Albany", "state": "NY", "zip": "10021", "county": "New York"},
            "New York County",
            "Albany is not in New York; the city was not believed.",
        ),
        (
            {"city": "Albany", "state": "NY", "zip": "12207", "county": "Queens"},
            "Albany County",
            "Albany is not in Queens; the county was not believed.",
        ),
        (
            {"city": "Los Angeles", "state": "CA", "zip": "10021"},
            "Los Angeles County",
            "10021 is a ZIP code of NY, not of CA; the ZIP was not believed.",
        ),
        ({"city": "Miami", "state": "FL", "zip": "33000"}, "Miami-Dade County", "The ZIP code 33000 is not known."),
    ],
)  # fmt: skip
def test_of_what_disagrees_two_are_believed(told: dict[str, str], county: str, note: str) -> None:
    place, _ = where(**told)
    assert (place.county, place.ambiguous, place.notes) == (county, True, (note,))


def test_a_citys_tax_follows_it_across_a_county_line() -> None:
    assert where(city="Aurora", state="IL", zip="60504")[0].city == "Aurora"


def test_a_county_that_was_told_decides_a_zip_in_several() -> None:
    told = {"city": "Brewster", "state": "NY", "zip": "10509"}
    place, _ = where(**told, county="Westchester")
    assert (place.county, place.ambiguous) == ("Westchester County", False)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"city": "APO", "state": "AE", "zip": "09012"}, "AE"),
        ({"city": "San Juan", "country": "PR", "zip": "00907"}, "PR"),
        ({"city": "Hagatna", "state": "GU", "zip": "96910"}, "GU"),
    ],
)
def test_posts_and_territories_are_states_without_local_tax(told: dict[str, str], state: str) -> None:
    place, rate = where(**told)
    assert (place.state, rate) == (state, Decimal(0))


WORDS = st.sampled_from(
    ["NY", "CA", "New York", "10021", "90210", "Carmel", "Queens", "APO", "09012", "PR", "Ft Myers", "St. Johns", ""]
)  # fmt: skip
TOLD = WORDS | st.text(max_size=6)


@given(TOLD, TOLD, TOLD, TOLD)
def test_whatever_is_told_has_a_place_and_the_same_one_in_capitals(
    state: str, code: str, city: str, county: str
) -> None:
    tables = snapshot.current()
    place = resolve(Destination(state=state, zip=code, city=city, county=county), tables, ON)
    assert place.matched in ("zip4", "city_zip", "city", "zip", "county", "state")
    if f"{city}{county}".isascii():
        loud = Destination(state=state, zip=code, city=city.upper(), county=county.upper())
        again = resolve(loud, tables, ON)
        assert (again.state, again.city, again.districts) == (place.state, place.city, place.districts)
