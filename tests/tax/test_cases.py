"""Further cases of each state, worked by hand with their sources (cases/*.csv), to the cent.

`items` are `category:price` or `category:price:quantity`; `working` is how the expected tax comes about, before
the state's rounding; `more` are other members of the question.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.tax.asking import ask

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parent / "cases"
MORE = {
    "combined": "combined_shipping_and_handling",
    "carrier_cost": "actual_carrier_cost",
    "pickup": "pickup_offered",
}


def _cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [pytest.param(row, id=row["id"]) for row in csv.DictReader(file)]
    return found


def _question(row: dict[str, str]) -> dict[str, Any]:
    more = dict(part.split("=") for part in row["more"].split(";") if part)
    told = [item.split(":") for item in row["items"].split()]
    asked: dict[str, Any] = {
        "id": row["id"],
        "date": row["date"],
        "destination": {name: row[name] for name in ("city", "county", "state", "zip")},
        "items": [{"category": c, "price": p, "quantity": int(q[0]) if q else 1} for c, p, *q in told],
    }
    asked |= {name: row[name] for name in ("shipping", "handling", "gift_wrap")}
    if "refund_items" in more:
        asked["refund"] = {"items": [int(more["refund_items"])], "fee_kept": more.get("fee_kept")}
    return asked | {MORE[key]: True if text == "yes" else text for key, text in more.items() if key in MORE}


@pytest.mark.parametrize("row", _cases())
def test_a_case_worked_by_hand_comes_out_to_the_cent(row: dict[str, str]) -> None:
    answer = ask(_question(row), assume_registered=True)
    expected = {name: row[name] for name in ("tax", "shipping_tax", "tax_refund") if row[name]}
    assert {name: answer[name] for name in expected} == expected, row["working"]
