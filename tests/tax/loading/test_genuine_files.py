"""The states' own files: loaded whole, the second time without a write, and what they say is answered."""

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from orders.tax import snapshot
from orders.tax.gazetteer import counties_of
from orders.tax.models import Rate, TablesStamp
from orders.tax.words import place_key
from portero.core.money import quantise
from tests.tax.asking import ask
from tests.tax.loading.files import run

FOLDER = Path(__file__).parents[4] / "shared" / "tax"
LIST, GEORGIA, PARTS = "ca_cdtfa_rates_2026-01-01.csv", "GAR2026Q2FEB19.csv", "us_jurisdiction_rates.csv"
FILES = {LIST: "cdtfa", GEORGIA: "sst", PARTS: "components"}
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.exists(), reason="../shared/tax isn't here"),
]


def _warm(settings: Settings) -> None:
    """Read the tables now and keep them: thousands of places are asked."""
    snapshot.current()
    settings.TAX_TABLES_FRESH_SECONDS = 3600


def _records(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _asked(state: str, on: str, county: str = "", city: str = "") -> str:
    to = {"city": city, "county": county, "state": state, "zip": "", "country": "US"}
    items = [{"category": "handbag", "price": "1000.00"}]
    return str(ask({"date": on, "destination": to, "items": items}, assume_registered=True)["tax"])


@pytest.mark.parametrize(("name", "kind"), FILES.items())
def test_a_genuine_file_is_loaded_and_read_again_without_a_write(name: str, kind: str) -> None:
    counts = run(FOLDER / name, kind)[-1]
    assert counts.endswith(" 0 refused")
    stamp, rates = TablesStamp.objects.values_list("value", flat=True).get(), Rate.objects.count()
    again = run(FOLDER / name, kind)[-1]
    assert again.startswith("0 new, 0 changed, ")
    assert (TablesStamp.objects.values_list("value", flat=True).get(), Rate.objects.count()) == (stamp, rates)


def test_our_own_table_agrees_with_californias_list(settings: Settings) -> None:
    _warm(settings)
    assert run(FOLDER / LIST, "cdtfa")[-1] == "0 new, 0 changed, 541 unchanged, 0 kept, 0 refused"
    for row in _records(LIST):
        city = row["location"] if row["type"] == "City" else ""
        expected = quantise(Decimal(row["rate"]) * 1000)
        assert (row["location"], _asked("CA", "2026-03-02", row["county"], city)) == (
            row["location"],
            str(expected),
        )


def _sums() -> Iterator[Any]:
    """Each place of the component file with what is owed there in all, but for districts that it doesn't place."""
    rows = list(_records(PARTS))
    own = {(row["state"], row["jurisdiction"]): Decimal(row["rate_pct"]) for row in rows}
    base = {row["state"]: Decimal(row["rate_pct"]) for row in rows if row["jurisdiction_type"] == "state"}
    for row in rows:
        state, kind, name, parent = (row[c] for c in ("state", "jurisdiction_type", "jurisdiction", "parent"))
        on = row["valid_to"] or max("2026-08-01", row["valid_from"])
        percent = Decimal(row["rate_pct"])
        if kind in ("county", "city"):
            percent += base[state]
        if kind == "city" and parent in {
            r["jurisdiction"] for r in rows if r["jurisdiction_type"] != "state"
        }:
            percent += own[state, parent]
        if kind != "district":
            yield state, on, name if kind == "county" else parent, name if kind == "city" else "", percent


def test_every_place_of_the_component_file_is_answered_once_it_is_loaded(settings: Settings) -> None:
    run(FOLDER / PARTS, "components")
    _warm(settings)
    wrong = []
    for state, on, county, city, percent in _sums():
        # California: the state's own list, checked above, wins. Those with districts are checked below.
        if state not in ("CA", "NY", "IL", "TX", "VA") and _asked(state, on, county, city) != str(
            quantise(percent * 10)
        ):
            wrong.append((state, county, city))
    assert wrong == []


RTA = {"Cook": Decimal(1)} | dict.fromkeys(["DuPage", "Kane", "Lake", "McHenry", "Will"], Decimal("0.75"))
MCTD = dict.fromkeys(
    ["Dutchess", "Nassau", "Orange", "Putnam", "Rockland", "Suffolk", "Westchester"], Decimal("0.375")
)
NYC = dict.fromkeys(["Bronx", "Kings", "New York", "Queens", "Richmond"], Decimal("4.875"))
BESIDE: dict[str, Mapping[str, Decimal | int]] = {"IL": RTA, "NY": MCTD | NYC}


# Which places lie in a district isn't in the file: a city of these may owe more than its parts.
WITH_DISTRICTS = {"TX", "VA"}


def test_our_own_table_agrees_with_the_file(settings: Settings) -> None:
    """Every place outside California, of which the state's own list speaks above."""
    _warm(settings)
    wrong = []
    for state, on, county, city, percent in _sums():
        if state in ("CA", "PR") or city == "New York City" or county in ("Florida", "Illinois", "New York"):
            continue
        answer = Decimal(_asked(state, on, county, city))
        beside = BESIDE.get(state, {}).get(county.removesuffix(" County"), 0)
        expected = quantise((percent + beside) * 10)
        if answer != expected and not (state in WITH_DISTRICTS and answer > expected):
            wrong.append((state, county, city, answer, expected))
    assert wrong == []
    assert _asked("NY", "2026-08-01", "New York County", "New York City") == "88.75"


@pytest.mark.parametrize(
    ("state", "county", "city", "expected"),
    [
        ("TX", "Dallas", "Dallas", "82.50"),
        ("TX", "Harris", "Houston", "82.50"),
        ("TX", "Bexar", "San Antonio", "82.50"),
        ("TX", "Tarrant", "Fort Worth", "82.50"),
        ("VA", "Fairfax", "McLean", "60.00"),
        ("VA", "", "Virginia Beach", "60.00"),
        ("VA", "", "Williamsburg", "70.00"),
        ("VA", "Roanoke", "Vinton", "53.00"),
    ],
)
def test_a_district_reaches_the_places_that_we_know_in_it(
    state: str, county: str, city: str, expected: str
) -> None:
    assert _asked(state, "2026-08-01", county, city) == expected


def test_a_zip_leads_to_the_counties_that_the_file_names() -> None:
    """In the states whose counties matter; where a ZIP spans counties, to all of them."""
    counties: dict[tuple[str, str], set[str]] = {}
    for row in _records("zip_county.csv"):
        if row["state"] in ("CA", "FL", "IL", "NY", "PA"):
            counties.setdefault((row["zip5"], row["state"]), set()).add(place_key(row["county"]))
    assert len(counties) > 7000
    ours = {key: {place_key(name) for name in counties_of(*key)} for key in counties}
    assert {key: names for key, names in counties.items() if not names <= ours[key]} == {}
