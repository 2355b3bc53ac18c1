"""From an address to the jurisdictions that tax it: ZIP+4, city + ZIP, city, county, state, in this order."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from orders.tax.models import Boundary
from orders.tax.snapshot import Tables, in_force
from orders.tax.words import plain

ZIPS = Path(__file__).parent / "tables" / "zips.csv"
# Illinois: a city that our table doesn't have may still levy a tax of its own.
CITIES_INCOMPLETE = {"IL"}
# One tax in the whole state: an address can't be ambiguous.
ONE_RATE = {"CT", "MD", "NJ"}
COUNTY_MATTERS = {"CA", "FL", "IL", "NY", "PA"}


@dataclass(frozen=True)
class Destination:
    """Where a sale goes, as the buyer wrote it; `state` is the two-letter code."""

    state: str = ""
    country: str = "US"
    zip: str = ""
    city: str = ""
    county: str = ""
    line1: str = ""


@dataclass(frozen=True)
class Place:
    """The jurisdictions of a destination by name, and how surely they were found.

    `matched` is the step of the resolution that decided; `ambiguous` says that another jurisdiction is possible.
    """

    state: str
    county: str = ""
    city: str = ""
    districts: tuple[str, ...] = ()
    matched: str = "state"
    ambiguous: bool = False
    known_city: str = field(default="", compare=False)


def resolve(to: Destination, tables: Tables, on: date) -> Place:
    """The place of a destination on a day. Never raises: what isn't known stays empty and is said."""
    counties = _counties(to, tables)
    step, rows = _nearest(to, tables, on, counties)
    county = _county_of(rows, counties)
    reached = [*rows, *_county_rows(to.state, county, tables, on, in_city=bool(rows))]
    names = {level: _names(reached, level) for level in ("county", "city", "district")}
    matched = step or ("county" if county else "state")
    return Place(
        state=to.state,
        county=names["county"][0] if names["county"] else county,
        city=names["city"][0] if names["city"] else "",
        districts=tuple(names["district"]),
        matched=matched,
        ambiguous=_ambiguous(to, matched, counties, rows, reached),
        known_city=rows[0].city if rows else "",
    )


def _nearest(
    to: Destination, tables: Tables, on: date, counties: Sequence[str]
) -> tuple[str, list[Boundary]]:
    zip5, plus4, city = to.zip[:5], to.zip[-4:] if len(to.zip) > 5 else "", plain(to.city)
    if plus4:
        rows = in_force(tables.boundaries.get((to.state, "zip4", zip5), ()), on)
        if near := [row for row in rows if row.plus4_first <= plus4 <= row.plus4_last]:
            return "zip4", near
    if near := in_force(tables.boundaries.get((to.state, "city_zip", f"{city} {zip5}"), ()), on):
        return "city_zip", near
    rows = in_force(tables.boundaries.get((to.state, "city", city), ()), on)
    fitting = [row for row in rows if row.jurisdiction or not counties or _in(row.county, counties)]
    return ("city", fitting) if fitting else ("", [])


def _in(county: str, counties: Sequence[str]) -> bool:
    return plain(county) in {plain(name) for name in counties}


def _counties(to: Destination, tables: Tables) -> Sequence[str]:
    """The counties it may lie in: the one that was given if we know it, else those of the ZIP."""
    if (to.state, "county", plain(to.county)) in tables.boundaries:
        return (to.county,)
    return _zips().get((to.state, to.zip[:5]), ())


def _county_of(rows: Sequence[Boundary], counties: Sequence[str]) -> str:
    """Among several the city's own county, if it is one of them; a county that was given wins over the city's."""
    home = rows[0].county if rows else ""
    if not counties or (home and _in(home, counties)):
        return home or ""
    return counties[0]


def _county_rows(state: str, county: str, tables: Tables, on: date, *, in_city: bool) -> list[Boundary]:
    rows = in_force(tables.boundaries.get((state, "county", plain(county)), ()), on) if county else []
    return [row for row in rows if not (row.outside_cities and in_city)]


def _names(rows: Sequence[Boundary], level: str) -> list[str]:
    found = (r.jurisdiction.name for r in rows if r.jurisdiction and r.jurisdiction.level == level)
    return list(dict.fromkeys(found))


def _ambiguous(
    to: Destination,
    matched: str,
    counties: Sequence[str],
    rows: Sequence[Boundary],
    reached: Sequence[Boundary],
) -> bool:
    if to.state in ONE_RATE or matched in ("zip4", "city_zip"):
        return any(row.ambiguous for row in reached)
    if to.state in COUNTY_MATTERS and not reached:
        return True
    unlisted_city = to.state in CITIES_INCOMPLETE and not rows
    several = not rows and len(counties) > 1
    return unlisted_city or several or any(row.ambiguous for row in reached)


@cache
def _zips() -> dict[tuple[str, str], tuple[str, ...]]:
    with ZIPS.open(encoding="utf-8", newline="") as file:
        return {
            (row["state"], zip5): tuple(row["counties"].split("|"))
            for row in csv.DictReader(file)
            for zip5 in row["zips"].split()
        }
