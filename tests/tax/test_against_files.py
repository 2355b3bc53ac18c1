"""Our tables beside the collected facts: every dated rate, listed place and state rule, if the files are here."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from orders.tax import snapshot
from portero.core.money import quantise
from tests.tax.asking import ask

FOLDER = Path(__file__).parents[3] / "shared" / "tax"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.exists(), reason="../shared/tax isn't here"),
]
DAY = timedelta(days=1)
# The history names rates of one jurisdiction; what is owed beside it at the places that we ask.
ASKED = {
    "New Jersey": ("NJ", "", "", "0"),
    "District of Columbia": ("DC", "", "", "0"),
    "Palm Beach County": ("FL", "Palm Beach", "", "6"),
    "Sangamon County": ("IL", "Sangamon", "", "6.25"),
    "Westlake Village": ("CA", "Los Angeles", "Westlake Village", "0"),
    "Malibu": ("CA", "Los Angeles", "Malibu", "0"),
    "Connecticut": ("CT", "", "", "0"),
}
LISTED = {
    "New York City": ("New York", "New York"),
    "Chenango County (outside Norwich)": ("Chenango", "Oxford"),
}
SHIPPING = {"T": "taxable", "E": "exempt", "P": "at_cost", "O": "avoidable", "N": "taxable", "A": "taxable"}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _tax(state: str, county: str, city: str, on: date, item: str = "handbag:2000.00") -> str:
    category, price = item.split(":")
    asked = {
        "date": str(on),
        "destination": {"city": city, "county": county, "state": state},
        "items": [{"category": category, "price": price}],
    }
    return str(ask(asked, assume_registered=True)["tax"])


def test_the_history_of_rates_on_its_first_and_last_days() -> None:
    for row in _rows("rate_history_seed.csv"):
        state, county, city, beside = ASKED[row["jurisdiction"]]
        expected = str(quantise((Decimal(row["rate_pct"]) + Decimal(beside)) * 20))
        for told in filter(None, (row["valid_from"], row["valid_to"])):
            assert (told, _tax(state, county, city, date.fromisoformat(told))) == (told, expected), row


def test_the_listed_places_of_new_york_from_their_first_day() -> None:
    for row in _rows("ny_clothing_exemption.csv"):
        place, first = row["jurisdiction"], date.fromisoformat(row["valid_from"])
        if place.startswith("State"):
            continue
        county, city = LISTED.get(place, (place, ""))
        assert (place, _tax("NY", county, city, first, "shoes:109.99")) == (place, "0.00")
        assert _tax("NY", county, city, first - DAY, "shoes:109.99") != "0.00", place
        assert _tax("NY", county, city, first, "shoes:110.00") != "0.00", place


def test_places_of_new_york_that_are_not_listed_tax_clothing_locally() -> None:
    listed = " ".join(row["jurisdiction"] for row in _rows("ny_clothing_exemption.csv"))
    counties = {row["county"] for row in _rows("zip_county.csv") if row["state"] == "NY"}
    city = {"Bronx County", "Kings County", "New York County", "Queens County", "Richmond County"}
    for county in sorted(counties - city):
        taxed = _tax("NY", county, "", date(2026, 3, 2), "shoes:100.00") != "0.00"
        assert (county, taxed) == (county, county not in listed)


def test_every_state_has_the_collected_rate_and_rules() -> None:
    tables, on = snapshot.current(), date(2026, 8, 1)
    for row in _rows("state_rules.csv"):
        state = row["state"]
        shipping = snapshot.in_force(tables.shipping[state], on)[-1]
        rounding = snapshot.in_force(tables.rounding[state], on)[-1]
        rate = snapshot.in_force(tables.rates[state, "state", tables.state_names[state]], on)[-1]
        ours = (shipping.kind, shipping.gift_wrap, rounding.method, rate.percent)
        assert (state, *ours) == (
            state,
            SHIPPING[row["shipping_rule"]],
            "exempt" if row["gift_wrap"].startswith("no") else "with_item",
            "up" if "BRACKET" in row["rounding"] else "half_up",
            Decimal(row["base_rate_pct"].split()[0]),
        )
