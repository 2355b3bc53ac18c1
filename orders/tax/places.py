"""From an address to the jurisdictions that tax it: ZIP+4, city + ZIP, city, county, state, in this order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from orders.tax.destination import Destination, tidied
from orders.tax.evidence import Evidence, weigh
from orders.tax.gazetteer import zip_of
from orders.tax.models import Boundary
from orders.tax.snapshot import Tables, in_force
from orders.tax.words import place_key

__all__ = ["Destination", "Place", "resolve"]

# Illinois: a city that our table doesn't have may still levy a tax of its own.
CITIES_INCOMPLETE = {"IL"}
# One tax in the whole state: an address can't be ambiguous.
ONE_RATE = {"CT", "MD", "NJ"}
COUNTY_MATTERS = {"CA", "FL", "IL", "NY", "PA"}
# Where cities tax of their own a ZIP alone is a guess: its borders are the mail's, not the city's.
CITY_MATTERS = {"CA", "IL"}
# Every city of these lies in one county; elsewhere (Naperville) a city's tax follows it across the line.
CITIES_IN_ONE_COUNTY = {"CA"}


@dataclass(frozen=True)
class Place:
    """The jurisdictions of a destination by name, and how surely they were found.

    `matched` is the step of the resolution that decided (`zip`: no city or county was told that we know);
    `ambiguous` says that another jurisdiction is possible; `notes` what of the address was not believed.
    """

    state: str
    county: str = ""
    city: str = ""
    districts: tuple[str, ...] = ()
    matched: str = "state"
    ambiguous: bool = False
    known_city: str = field(default="", compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)


def resolve(to: Destination, tables: Tables, on: date) -> Place:
    """The place of a destination on a day. Never raises: what isn't known stays empty and is said."""
    told = weigh(tidied(to), tables)
    step, rows = _nearest(told, tables, on)
    county = _county_of(rows, told.counties)
    reached = [*rows, *_county_rows(told.state, county, tables, on, in_city=bool(rows))]
    county = next((row.county for row in reached if row.match == Boundary.Match.COUNTY), county)
    names = {level: _names(reached, level) for level in ("county", "city", "district")}
    matched = step or ("county" if county else "state")
    return Place(
        state=told.state,
        county=names["county"][0] if names["county"] else county,
        city=names["city"][0] if names["city"] else "",
        districts=tuple(names["district"]),
        matched="zip" if told.guessed and told.zip5 and matched in ("city", "county") else matched,
        ambiguous=_ambiguous(told, matched, rows, reached),
        known_city=rows[0].city if rows else "",
        notes=told.notes,
    )


def _nearest(told: Evidence, tables: Tables, on: date) -> tuple[str, list[Boundary]]:
    state, city, zip5 = told.state, place_key(told.city), told.zip5
    if told.plus4:
        rows = in_force(tables.boundaries.get((state, "zip4", zip5), ()), on)
        if near := [row for row in rows if row.plus4_first <= told.plus4 <= row.plus4_last]:
            return "zip4", near
    if near := in_force(tables.boundaries.get((state, "city_zip", f"{city} {zip5}"), ()), on):
        return "city_zip", near
    rows = in_force(tables.boundaries.get((state, "city", city), ()), on)
    fitting = [
        row for row in rows if not told.counties or _in(row.county, told.counties) or _spans(row, told)
    ]
    return ("city", fitting) if fitting else ("", [])


def _spans(row: Boundary, told: Evidence) -> bool:
    """Whether the city may reach into the county that was found, though its home is another."""
    if row.jurisdiction is None or told.state in CITIES_IN_ONE_COUNTY:
        return False
    found = zip_of(told.zip5)
    return found is None or found.is_called(told.city)


def _in(county: str, counties: Sequence[str]) -> bool:
    return place_key(county) in {place_key(name) for name in counties}


def _county_of(rows: Sequence[Boundary], counties: Sequence[str]) -> str:
    """Among several the city's own county, if it is one of them; a county that was given wins over the city's."""
    home = rows[0].county if rows else ""
    if not counties or (home and _in(home, counties)):
        return home or ""
    return counties[0]


def _county_rows(state: str, county: str, tables: Tables, on: date, *, in_city: bool) -> list[Boundary]:
    rows = in_force(tables.boundaries.get((state, "county", place_key(county)), ()), on) if county else []
    return [row for row in rows if not (row.outside_cities and in_city)]


def _names(rows: Sequence[Boundary], level: str) -> list[str]:
    found = (r.jurisdiction.name for r in rows if r.jurisdiction and r.jurisdiction.level == level)
    return list(dict.fromkeys(found))


def _ambiguous(told: Evidence, matched: str, rows: Sequence[Boundary], reached: Sequence[Boundary]) -> bool:
    if told.state in ONE_RATE or matched in ("zip4", "city_zip"):
        return any(row.ambiguous for row in reached)
    if told.state in COUNTY_MATTERS and (told.notes or told.unsure or not reached):
        return True
    unlisted_city = told.state in CITIES_INCOMPLETE and not rows
    several = not rows and len(told.counties) > 1
    guessed = told.guessed and told.state in CITY_MATTERS
    return unlisted_city or several or guessed or any(row.ambiguous for row in reached)
