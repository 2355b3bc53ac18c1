"""Every city and county of the official lists beside the checkout of this project, told in several ways.

The lists are for reading and not part of the project: without them these tests are skipped.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from orders.tax.gazetteer import zips_called
from orders.tax.words import place_key
from tests.tax.test_places import where

FACTS = Path(__file__).parents[3] / "shared" / "tax"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FACTS.exists(), reason="the official lists are not beside this checkout"),
]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _tellings(city: str, county: str) -> Iterator[dict[str, str]]:
    yield {"city": city}
    yield {"city": city.upper(), "county": county}
    yield {"city": city.lower(), "county": f"{county} County"}
    for found in zips_called("CA", city):
        if place_key(county) in map(place_key, found.counties):
            yield {"city": city, "zip": found.code}
            yield {"city": city, "zip": found.code, "county": county}
            if place_key(found.city) == place_key(city):
                yield {"zip": found.code}


def test_every_city_of_california_has_its_official_rate() -> None:
    wrong, asked = [], 0
    for row in _rows("ca_cdtfa_rates_2026-01-01.csv"):
        official = Decimal(row["rate"]) * 100
        county = {"county": row["county"]}
        tellings = _tellings(row["location"], row["county"]) if row["type"] == "City" else [county]
        for told in tellings:
            asked += 1
            if where(state="CA", **told)[1] != official:
                wrong.append((told, official))
    assert wrong == []
    assert asked > 7_000


@pytest.mark.parametrize("state", ["CA", "FL", "IL", "NY"])
def test_every_zip_lies_in_one_of_its_counties(state: str) -> None:
    counties: dict[str, set[str]] = {}
    for row in _rows("zip_county.csv"):
        if row["state"] == state:
            counties.setdefault(row["zip5"], set()).add(place_key(row["county"]))
    found = {code: where(state=state, zip=code)[0] for code in counties}
    assert [code for code, place in found.items() if place_key(place.county) not in counties[code]] == []
    alone = [code for code, several in counties.items() if len(several) == 1 and state in ("FL", "NY")]
    assert [code for code in alone if found[code].ambiguous] == []


@pytest.mark.parametrize("state", ["IL", "NY"])
def test_every_listed_city_is_found_with_its_own_rate(state: str) -> None:
    wrong = []
    for row in _rows("us_jurisdiction_rates.csv"):
        if row["state"] != state or row["jurisdiction_type"] != "city" or row["valid_to"]:
            continue
        city, own = row["jurisdiction"], Decimal(row["rate_pct"]) > 0 and "New York City" not in row["parent"]
        for told in ({"city": city}, {"city": city.upper(), "county": row["parent"]}):
            place, _ = where(state=state, **told)
            if row["parent"].endswith("County") and place.county != row["parent"]:
                wrong.append((told, place))
            if own and place.city != city:
                wrong.append((told, place))
    assert wrong == []


@pytest.mark.parametrize("state", ["CA", "FL", "IL", "NY"])
def test_every_listed_county_is_found_by_its_name(state: str) -> None:
    rows = [row for row in _rows("us_jurisdiction_rates.csv") if row["state"] == state]
    counties = [row["jurisdiction"] for row in rows if row["jurisdiction_type"] == "county"]
    bare = [name.removesuffix(" County").lower() for name in counties]
    found = [where(state=state, county=name)[0].county for name in bare]
    assert [place_key(name) for name in found] == [place_key(name) for name in counties]
    assert len(counties) > 50
