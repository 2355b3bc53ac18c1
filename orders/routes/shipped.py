"""The route rules the project ships (tables/rules.csv), brought into the database by name; staff's changes stay."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

RULES = Path(__file__).parent / "tables" / "rules.csv"
FLAGS = {"reads_text", "exotic", "crossing"}
DAYS = {"since", "until"}


def load(models: Callable[[str], Any]) -> int:
    """Bring in what is missing; how many rules were new. `models` gives a model by its name."""
    model = models("RouteRule")
    held = set(model.objects.values_list("name", flat=True))
    with RULES.open(encoding="utf-8", newline="") as file:
        fresh = [model(**_typed(row)) for row in csv.DictReader(file) if row["name"] not in held]
    model.objects.bulk_create(fresh)
    return len(fresh)


def _typed(row: dict[str, str]) -> dict[str, Any]:
    return {name: _value(name, text) for name, text in row.items()}


def _value(name: str, text: str) -> Any:
    if name in FLAGS:
        return text == "yes"
    if name in DAYS:
        return date.fromisoformat(text) if text else None
    return text
