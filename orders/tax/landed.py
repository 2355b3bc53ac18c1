"""Import duty and tax where a piece crosses a border: local tables, always an estimate (docs/tax.md).

Into the United States duty is on the price, by country of manufacture, without de minimis since 2025-08-29.
Elsewhere duty is on price and delivery, and the destination's VAT on both and the duty.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from portero.core.money import quantise

TABLES = Path(__file__).parent / "tables"
ZERO = Decimal("0.00")
DE_MINIMIS_ENDED = date(2025, 8, 29)
DE_MINIMIS = Decimal(800)
CHAPTER_99 = date(2026, 10, 1)
TEXTILE = ("textile", "canvas", "nylon", "cotton", "cloth", "plastic")
REPTILE = ("crocodile", "alligator", "lizard", "python", "reptile", "snake")
BAGS = {"handbag", "luggage", "wallet", "belt", "general", "home", "sunglasses"}


@dataclass(frozen=True)
class Goods:
    """A line that may cross a border: prices in USD, countries as ISO codes."""

    category: str
    price: Decimal
    quantity: int = 1
    material: str = ""
    made_in: str = ""
    ships_from: str = "US"

    @property
    def total(self) -> Decimal:
        """The price of all of them in USD."""
        return self.price * self.quantity


@dataclass(frozen=True)
class LandedCost:
    """Duty and import tax in USD; an estimate."""

    duty: Decimal = ZERO
    tax: Decimal = ZERO
    warnings: tuple[str, ...] = ()


def quote(goods: Sequence[Goods], country: str, shipping: Decimal, on: date) -> LandedCost:
    """What customs of the destination take, by the lines that cross its border. Writes and asks nothing."""
    crossing = [g for g in goods if _crosses(g.ships_from, country)]
    if not crossing:
        return LandedCost()
    if country == "US":
        return _into_us(crossing, on)
    row = _rows("landed.csv").get(country)
    if row is None:
        return LandedCost(warnings=(f"No duty and tax data for {country}: they are not included.",))
    freight = shipping * sum((g.total for g in crossing), ZERO) / (sum((g.total for g in goods), ZERO) or 1)
    return _abroad(crossing, row, freight)


def _crosses(origin: str, country: str) -> bool:
    union = {row["made_in"] for row in _list("us_additional.csv") if row["source"].startswith("9903.05.38")}
    return origin != country and not (origin in union and country in union)


def _abroad(goods: Sequence[Goods], row: dict[str, str], freight: Decimal) -> LandedCost:
    total = sum((g.total for g in goods), ZERO)
    duty = tax = Decimal(0)
    for g in goods:
        value = g.total + (freight * g.total / total if total else 0)
        due = value * Decimal(row[_column(g)]) / 100
        duty += due
        tax += (value + due) * Decimal(row["vat"]) / 100
    return LandedCost(quantise(duty), quantise(tax), ("Duty and import tax are an estimate.",))


def _column(g: Goods) -> str:
    textile = any(word in g.material.lower() for word in TEXTILE)
    if g.category in BAGS:
        return "bag_textile" if textile else "bag"
    if g.category == "shoes":
        return "shoes_textile" if textile else "shoes"
    return g.category if g.category in ("watch", "jewelry") else "scarf"


def _into_us(goods: Sequence[Goods], on: date) -> LandedCost:
    if on < DE_MINIMIS_ENDED and sum((g.total for g in goods), ZERO) <= DE_MINIMIS:
        return LandedCost()
    duty = sum((g.total * _us_percent(g, on) / 100 for g in goods), Decimal(0))
    warnings = ["Duty is an estimate."]
    if on < CHAPTER_99:
        warnings.append(f"Additional duties in force before {CHAPTER_99} are not included.")
    if any(not g.made_in for g in goods):
        warnings.append("A country of manufacture is missing: additional duties are not included.")
    return LandedCost(quantise(duty), ZERO, tuple(warnings))


def _us_percent(g: Goods, on: date) -> Decimal:
    """The general rate, raised to a floor or by an addition for the country of manufacture."""
    base = Decimal(_us_row(g)["percent"])
    for row in _list("us_additional.csv"):
        if row["made_in"] == g.made_in and date.fromisoformat(row["since"]) <= on:
            percent = Decimal(row["percent"])
            return max(base, percent) if row["kind"] == "floor" else base + percent
    return base


def _us_row(g: Goods) -> dict[str, str]:
    material = g.material.lower()
    kinds = {"reptile": REPTILE, "textile": TEXTILE, "silk": ("silk",)}
    rows = [row for row in _list("us_duty.csv") if row["category"] == g.category]
    for row in rows:
        if row["material"] and any(word in material for word in kinds[row["material"]]):
            return row
    return next(row for row in rows if not row["material"])


@cache
def _list(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _rows(name: str) -> dict[str, dict[str, str]]:
    return {row["country"]: row for row in _list(name)}
