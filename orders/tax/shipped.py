"""The tables the project ships (tables/*.csv): brought into the database, any number of times.

A row that is there stays as staff have it (a rule is known by its place, goods and first day, whatever its sum
now), except that a rate which the files end is ended. Columns are in docs/tax.md.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from orders.tax import elsewhere

TABLES = Path(__file__).parent / "tables"
Models = Callable[[str], Any]


def load(models: Models) -> dict[str, int]:
    """Bring in what is missing; how many rows were new, by table. `models` gives a model by its name."""
    known = _jurisdictions(models)
    return {
        "rates": _rates(models("Rate"), known),
        "boundaries": _add(models("Boundary"), _boundaries(known), BOUNDARY),
        "rules": _add(models("TaxRule"), _rules(known), RULE),
        **{
            name: _add(models(name), _state_rules(column, field), ["state", "since"])
            for name, column, field in STATE_RULES
        },
    }


BOUNDARY = ["state", "match", "city", "county", "jurisdiction_id", "outside_cities", "since"]
RULE = ["state", "kind", "reach", "categories", "within_id", "except_city", "since"]
STATE_RULES = [
    ("ShippingRule", "shipping", "kind"),
    ("RoundingRule", "rounding", "method"),
    ("RefundRule", "fee_kept", "fee_kept"),
]


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one shipped table."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _jurisdictions(models: Models) -> dict[tuple[str, str, str], int]:
    model = models("Jurisdiction")
    wanted = dict.fromkeys((row["state"], row["level"], row["name"]) for row in _rate_rows())
    fresh = (model(state=state, level=level, name=name) for state, level, name in wanted)
    model.objects.bulk_create(fresh, ignore_conflicts=True)
    return {(j.state, j.level, j.name): j.pk for j in model.objects.all()}


def _rates(model: Any, known: dict[tuple[str, str, str], int]) -> int:
    held: defaultdict[int, list[Any]] = defaultdict(list)
    for rate in model.objects.all():
        held[rate.jurisdiction_id].append(rate)
    fresh = []
    for row in _rate_rows():
        where, dated = known[row["state"], row["level"], row["name"]], _dated(row)
        same = next((rate for rate in held[where] if rate.since == dated["since"]), None)
        if same is not None and same.until is None and dated["until"]:
            model.objects.filter(pk=same.pk).update(until=dated["until"])
        elif not any(_overlap(rate, dated) for rate in held[where]):
            fresh.append(model(jurisdiction_id=where, percent=Decimal(row["percent"]), **dated))
    model.objects.bulk_create(fresh)
    return len(fresh)


def _rate_rows() -> list[dict[str, str]]:
    return [*rows_of("rates.csv"), *elsewhere.rates(rows_of("elsewhere.csv"))]


def _overlap(rate: Any, dated: dict[str, Any]) -> bool:
    """Whether a row that is there, ours or a loaded one, speaks of some of these days."""
    begun = dated["until"] is None or rate.since < dated["until"]
    return begun and (rate.until is None or dated["since"] < rate.until)


def _add(model: Any, rows: Iterator[dict[str, Any]], fields: list[str]) -> int:
    """Create the rows of which no row with the same `fields` is there."""
    held = {_identity(facts) for facts in model.objects.values_list(*fields)}
    fresh = [model(**row) for row in rows if _identity([row[name] for name in fields]) not in held]
    model.objects.bulk_create(fresh)
    return len(fresh)


def _identity(facts: Any) -> tuple[Any, ...]:
    return tuple(tuple(fact) if isinstance(fact, list) else fact for fact in facts)


def _boundaries(known: dict[tuple[str, str, str], int]) -> Iterator[dict[str, Any]]:
    for row in [*rows_of("boundaries.csv"), *elsewhere.boundaries(rows_of("elsewhere.csv"))]:
        names = {name: row[name] for name in ("state", "match", "city", "county")}
        yield (
            names
            | _dated(row)
            | {
                "jurisdiction_id": known[row["state"], row["level"], row["name"]] if row["name"] else None,
                "outside_cities": row["outside_cities"] == "yes",
                "ambiguous": row["ambiguous"] == "yes",
            }
        )


def _rules(known: dict[tuple[str, str, str], int]) -> Iterator[dict[str, Any]]:
    for row in rows_of("rules.csv"):
        within = row["within_level"]
        yield (
            {name: row[name] for name in ("state", "kind", "reach", "except_city")}
            | _dated(row)
            | {
                "categories": row["categories"].split(),
                "amount": Decimal(row["amount"]).quantize(Decimal("0.01")) if row["amount"] else None,
                "percent": Decimal(row["percent"]) if row["percent"] else None,
                "within_id": known[row["state"], within, row["within_name"]] if within else None,
            }
        )


def _state_rules(column: str, field: str) -> Iterator[dict[str, Any]]:
    for row in rows_of("states.csv"):
        facts = {"state": row["state"], field: row[column]} | _dated(row)
        more = ("mixed", "handling", "gift_wrap") if field == "kind" else ()
        yield facts | {name: row[name] for name in more}


def _dated(row: dict[str, str]) -> dict[str, Any]:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return {
        "since": date.fromisoformat(row["since"]),
        "until": until,
        "source": row["source"],
        "confidence": row["confidence"],
    }
