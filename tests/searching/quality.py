"""How good the search is: known pieces among the first ten, precision of what attributes find, filters read exactly."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from catalog.management.commands.search_items import account
from catalog.models import Item
from catalog.queries.cards import VISIBLE

QUERIES = Path(__file__).with_name("queries.csv")
FIRST = 10
LEATHERS = ("Leather", "Calfskin", "Lambskin", "Goatskin")
KINDS = {"shade": "colour", "finish": "material"}


class Asked(NamedTuple):
    """A search and what is expected: references, any of which is right, or attributes as name=value."""

    kind: str
    words: str
    expected: str


@dataclass(frozen=True)
class Miss:
    """A search that fell short, and why."""

    asked: Asked
    why: str


def committed() -> list[Asked]:
    """The committed set, written before it was ever run."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return [Asked(row["kind"], row["words"], row["expected"]) for row in csv.DictReader(file)]


def measure(queries: Iterable[Asked]) -> tuple[dict[str, float], list[Miss]]:
    """Success at ten by kind, precision at ten and the share of exactly read filters; and what fell short."""
    pieces = {item.number: item for item in Item.objects.filter(state__in=VISIBLE).select_related(
        "designer", "style", "category__parent", "colour", "material", "hardware")}  # fmt: skip
    scores: dict[str, list[float]] = defaultdict(list)
    misses = []
    for asked in queries:
        told = account(asked.words, FIRST)
        first = [pieces[one["number"]] for one in told["results"]]
        if asked.kind == "attribute":
            misses += _attribute(asked, told, first, pieces.values(), scores)
        else:
            found = [item.source_reference for item in first]
            scores[asked.kind].append(float(not set(found).isdisjoint(asked.expected.split(","))))
            misses += [Miss(asked, f"found {found}")] if not scores[asked.kind][-1] else []
    return {name: sum(values) / len(values) for name, values in scores.items()}, misses


def _attribute(
    asked: Asked, told: dict, first: list[Item], pieces: Iterable[Item], scores: dict[str, list[float]]
) -> list[Miss]:
    wanted = dict(part.split("=", 1) for part in asked.expected.split(";"))
    read = _read(told)
    scores["filters"].append(float(read == wanted))
    if told["total"]:
        precision = sum(fits(item, wanted) for item in first) / len(first)
    else:  # right only where the shop has nothing of the kind
        precision = float(not any(fits(item, wanted) for item in pieces))
    scores["precision"].append(precision)
    return [Miss(asked, f"read {read}, precision {precision:.2f}")] if read != wanted or precision < 1 else []


def _read(told: dict) -> dict[str, str]:
    found = {KINDS.get(one["facet"], one["facet"]): one["label"] for one in told["recognised"]}
    found |= {name: "1" for name in ("never", "new", "reduced") if name in found}
    if "size" in found:
        found["size"] = found["size"].removeprefix("Size ").split()[0]
    found.pop("price", None)
    return found | {name: str(told["facets"][name]) for name in ("from", "to") if name in told["facets"]}


def fits(item: Item, wanted: dict[str, str]) -> bool:
    """Whether a piece has all the attributes, by its own facts: nothing of the search is asked."""
    return all(CHECKS[name](item, value) for name, value in wanted.items())


def _material(item: Item, value: str) -> bool:
    material = item.material
    if material is None:
        return False
    return value.lower() in material.name.lower() or material.family in (
        LEATHERS if value == "Leather" else (value,)
    )


CHECKS: dict[str, Callable[[Item, str], bool]] = {
    "designer": lambda item, value: item.designer.name == value,
    "style": lambda item, value: bool(item.style and item.style.name.startswith(value)),
    "category": lambda item, value: value in (item.category.name, getattr(item.category.parent, "name", "")),
    "colour": lambda item, value: bool(
        item.colour and (value == item.colour.family or item.colour.name.endswith(value))
    ),
    "material": _material,
    "hardware": lambda item, value: bool(item.hardware and value.split()[0] in item.hardware.name),
    "size": lambda item, value: item.size.split()[:1] == [value],
    "year": lambda item, value: str(item.year) == value,
    "grade": lambda item, value: item.get_grade_display() == value,
    "never": lambda item, value: item.never_carried,
    "reduced": lambda item, value: bool(
        item.previous_price and item.price and item.previous_price > item.price
    ),
    "from": lambda item, value: bool(item.price and item.price >= Decimal(value)),
    "to": lambda item, value: bool(item.price and item.price <= Decimal(value)),
}
