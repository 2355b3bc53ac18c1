"""The border tables the project ships (tables/*.csv): brought into the database, any number of times.

A row that is there stays as staff have it; a row is the same if all but percent, sums, source and confidence agree.
"""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

TABLES = Path(__file__).parent / "tables"
Models = Callable[[str], Any]
FILES = {
    "TariffHeading": ("headings", ("country", "category", "words", "up_to", "since")),
    "DutyRate": ("duties", ("country", "code", "made_in", "kind", "since")),
    "CountryRule": ("countries", ("country", "origins", "since")),
    "ImportTax": ("taxes", ("country", "region", "name", "since")),
    "BorderFee": ("fees", ("country", "name", "since")),
}
DAYS = {"since", "until"}
FLAGS = {"duty_on_freight", "tax_on_freight", "on_excess", "inside", "joins_base"}
SUMS = {"percent", "least", "most", "up_to", "uplift", "duty_free", "tax_free", "small_duty", "over", "above"}


def load(models: Models) -> dict[str, int]:
    """Bring in what is missing; how many rows were new, by table. `models` gives a model by its name."""
    return {name: _load(models(name), file, identity) for name, (file, identity) in FILES.items()}


def _load(model: Any, file: str, identity: tuple[str, ...]) -> int:
    held = set(model.objects.values_list(*identity))
    rows = [_typed(row) for row in rows_of(f"{file}.csv")]
    fresh = [model(**row) for row in rows if tuple(row[name] for name in identity) not in held]
    model.objects.bulk_create(fresh)
    return len(fresh)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one shipped table."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _typed(row: dict[str, str]) -> dict[str, Any]:
    return {name: _value(name, text) for name, text in row.items()}


def _value(name: str, text: str) -> Any:
    if name in FLAGS:
        return text == "yes"
    if name in DAYS:
        return date.fromisoformat(text) if text else None
    if name in SUMS:
        return Decimal(text) if text else None
    return int(text) if name == "position" else text
