"""ZIP ↔ city ↔ county ↔ state for the whole United States, offline.

The names and the main county of a ZIP are the `zipcodes` package's (42,789 ZIPs, PO boxes and military ones
among them); `tables/zips.csv` adds the other counties of those that lie in several.
"""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import zipcodes

from orders.tax.words import place_key

ZIPS = Path(__file__).parent / "tables" / "zips.csv"
MILITARY = "MILITARY"


@dataclass(frozen=True)
class PostalZip:
    """A ZIP: the post office's name for its place, other names in use, its counties with the main one first.

    `also_in` are states into which it reaches. `kind` is STANDARD, PO BOX, UNIQUE or MILITARY.
    """

    code: str
    state: str
    city: str
    other_names: tuple[str, ...]
    counties: tuple[str, ...]
    kind: str
    also_in: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names of the place; the first is the one for the label."""
        return (self.city, *self.other_names)

    def is_called(self, city: str) -> bool:
        """Whether people who live there write this city."""
        return place_key(city) in {place_key(name) for name in self.names}


@lru_cache(maxsize=50_000)
def zip_of(code: str) -> PostalZip | None:
    """The place of a five-digit ZIP, None for one that nobody has been given."""
    if len(code) != 5 or not code.isdigit():
        return None
    found = zipcodes.matching(code)
    return _postal(found[0]) if found else None


def counties_of(code: str, state: str) -> tuple[str, ...]:
    """The counties of a ZIP within a state, the main one first; empty where the ZIP doesn't reach."""
    found = zip_of(code)
    if found is not None and found.state == state:
        return found.counties
    return _several().get((state, code), ())


def zips_called(state: str, city: str) -> Sequence[PostalZip]:
    """Every ZIP of a state whose people write this city."""
    return _by_name(state).get(place_key(city), ())


def counties_called(state: str, city: str) -> tuple[str, ...]:
    """The counties of a city by name alone: where most of its ZIPs are comes first."""
    counted = Counter(found.counties[0] for found in zips_called(state, city) if found.counties)
    keys = {place_key(county): county for county, _ in reversed(counted.most_common())}
    return tuple(dict.fromkeys(keys[place_key(county)] for county, _ in counted.most_common()))


def city_names(state: str) -> Mapping[str, str]:
    """How the post office writes each city of a state, by its comparable form."""
    return {key: _spelled(key, found) for key, found in _by_name(state).items()}


def _spelled(key: str, found: Sequence[PostalZip]) -> str:
    return next(name for place in found for name in place.names if place_key(name) == key)


@lru_cache(maxsize=64)
def _by_name(state: str) -> dict[str, list[PostalZip]]:
    named: dict[str, list[PostalZip]] = {}
    for row in zipcodes.filter_by(state=state):
        place = _postal(row)
        for key in dict.fromkeys(map(place_key, place.names)):
            named.setdefault(key, []).append(place)
    return named


def _postal(row: Mapping[str, Any]) -> PostalZip:
    code, state, main = row["zip_code"], row["state"], row["county"]
    names = [*row["acceptable_cities"], *row["unacceptable_cities"]]
    also_in = tuple(other for other in _states().get(code, ()) if other != state)
    counties = _several().get((state, code)) or ((main,) if main else ())
    return PostalZip(code, state, row["city"], tuple(names), counties, row["zip_code_type"], also_in)


@cache
def _several() -> dict[tuple[str, str], tuple[str, ...]]:
    """The counties of every ZIP that lies in several, or reaches into a second state."""
    with ZIPS.open(encoding="utf-8", newline="") as file:
        return {
            (row["state"], code): tuple(row["counties"].split("|"))
            for row in csv.DictReader(file)
            for code in row["zips"].split()
        }


@cache
def _states() -> dict[str, tuple[str, ...]]:
    reached: dict[str, tuple[str, ...]] = {}
    for state, code in _several():
        reached[code] = (*reached.get(code, ()), state)
    return reached
