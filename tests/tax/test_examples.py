"""The worked cases with their sources, to the cent."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from tests.tax.asking import ask

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[3] / "shared" / "tax" / "examples.csv"


def _cases() -> list[Any]:
    if not EXAMPLES.exists():
        reason = "../shared/tax/examples.csv isn't here"
        return [pytest.param({}, id="none", marks=pytest.mark.skip(reason=reason))]
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["case_id"]) for row in csv.DictReader(file)]


def _question(row: dict[str, str]) -> dict[str, Any]:
    items = [item.split(":") for item in row["items"].split(";")]
    divided = re.findall(r"(\d+\.\d\d) to the", row["note"])
    to = {name: row[f"ship_to_{name}"] for name in ("city", "county", "state", "zip")}
    return {
        "id": row["case_id"],
        "date": row["sale_date"],
        "destination": to | {"country": "US"},
        "items": [{"category": category, "price": price} for category, price in items],
        "shipping": divided or row["shipping"],
        "handling": row["handling"],
        "gift_wrap": row["gift_wrap"],
        "pickup_offered": row["pickup_offered"] == "1",
    }


@pytest.mark.parametrize("row", _cases())
def test_a_worked_case_comes_out_to_the_cent(row: dict[str, str]) -> None:
    answer = ask(_question(row), assume_registered=True)
    assert answer["tax"] == row["expected_tax"]
    if row["expected_shipping_tax"]:
        assert answer["shipping_tax"] == row["expected_shipping_tax"]
