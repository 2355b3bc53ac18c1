"""What an address says about where it lies, and which of its parts to believe when they disagree."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from orders.tax.destination import OUTSIDE, Destination
from orders.tax.gazetteer import counties_called, counties_of, zip_of, zips_called
from orders.tax.snapshot import Tables
from orders.tax.spelling import meant
from orders.tax.words import place_key

_FIVE = re.compile(r"\d{5}")
COMMUNITIES = Path(__file__).parent / "tables" / "communities.csv"


@dataclass(frozen=True)
class Community:
    """A name that people write as city (Van Nuys) and the city that taxes there.

    `partly`: its border runs through the community, but for the ZIPs in `whole_in`.
    """

    city: str
    county: str
    partly: bool = False
    whole_in: tuple[str, ...] = ()

    def covers(self, zip5: str) -> bool:
        """Whether the city taxes everybody there."""
        return not self.partly or zip5 in self.whole_in


@dataclass(frozen=True)
class Evidence:
    """The believed parts: the taxing city's name, the counties it may be in (likeliest first), five digits.

    `guessed`: she named no city that we know; it is the ZIP's, or the one spelled most like hers. `unsure`: the
    community isn't wholly within the city. `notes` say what was not believed, in words for staff.
    """

    state: str
    city: str
    counties: tuple[str, ...]
    zip5: str
    plus4: str
    guessed: bool = False
    unsure: bool = False
    notes: tuple[str, ...] = ()


def weigh(to: Destination, tables: Tables) -> Evidence:
    """What to believe of a tidied destination: of city, ZIP and county the two that agree, else in this order."""
    by_zip = counties_of(to.zip5, to.state)
    told = _county_told(to, tables, by_zip)
    to = replace(to, county=told or to.county)
    given = (told,) if told else ()
    city, homes = _named(to, tables)
    doubts = dict(_doubted(to, homes, given, by_zip))
    if "city" in doubts:
        city, homes = "", ()
    given = () if "county" in doubts else given
    zip5 = to.zip5 if by_zip and "ZIP" not in doubts else ""
    outside = to.city == OUTSIDE
    return _taxing(
        replace(to, city=city or ("" if outside else _city_of(zip5, to.state))),
        given or (by_zip if zip5 else homes),
        tables,
        zip5=zip5,
        guessed=(bool(zip5) and not city and not outside) or (bool(city) and city != to.city),
        notes=[*_unknown(to, by_zip), *doubts.values()],
    )


def _doubted(
    to: Destination, homes: Sequence[str], given: Sequence[str], by_zip: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The parts of an address that the others contradict, each with the sentence for staff."""
    if given and homes and not _meet(given, homes):
        part = "city" if _meet(given, by_zip) else "county"
        yield part, f"{to.city} is not in {to.county}; the {part} was not believed."
        given, homes = (given, ()) if part == "city" else ((), homes)
    against = given or homes
    if by_zip and against and not _meet(against, by_zip):
        yield "ZIP", f"{to.zip5} is not in {against[0]}; the ZIP was not believed."


def _city_of(zip5: str, state: str) -> str:
    found = zip_of(zip5)
    return found.city if found and found.state == state else ""


def _taxing(
    to: Destination,
    counties: tuple[str, ...],
    tables: Tables,
    *,
    zip5: str,
    guessed: bool,
    notes: Sequence[str],
) -> Evidence:
    """The evidence with a community's name replaced by the city that taxes there."""
    name, unsure = to.city, False
    own = tables.boundaries.get((to.state, "city", place_key(name)), ())
    called = communities(to.state, name)
    known = next((c for c in called if not counties or _meet((c.county,), counties)), None)
    if known and not any(_meet((row.county,), counties) for row in own):
        elsewhere = [county for county in counties if not _meet((county,), [c.county for c in called])]
        unsure = not known.covers(zip5) or bool(elsewhere and not zip5)
        name, counties = known.city if known.covers(zip5) else name, (known.county,)
    plus4 = to.zip[5:] if len(to.zip) == 9 and zip5 else ""
    return Evidence(to.state, name, counties, zip5, plus4, guessed, unsure, tuple(notes))


def communities(state: str, name: str) -> Sequence[Community]:
    """The cities that tax under a name that isn't a city's own; several where states have it twice."""
    return _communities().get((state, place_key(name)), ())


def _county_told(to: Destination, tables: Tables, by_zip: Iterable[str]) -> str:
    """The county that was told, under its own name or another (Dade, Manhattan); empty if there is none."""
    if not to.county:
        return ""
    if (to.state, "county", place_key(to.county)) in tables.boundaries or _meet((to.county,), by_zip):
        return to.county
    rows = tables.boundaries.get((to.state, "city", place_key(to.county)), ())
    homes = [c.county for c in communities(to.state, to.county)] + [row.county for row in rows]
    return homes[0] if homes else ""


def _named(to: Destination, tables: Tables) -> tuple[str, tuple[str, ...]]:
    """The city that was told, or the one that was meant, and its counties; nothing for an unknown name."""
    if to.city in ("", OUTSIDE):
        return "", ()
    if homes := _homes(to.state, to.city, tables):
        return to.city, homes
    likely = meant(to.state, to.city, to.zip5)
    return (likely, _homes(to.state, likely, tables)) if likely else ("", ())


def _homes(state: str, city: str, tables: Tables) -> tuple[str, ...]:
    """The counties in which a city of this name lies, by the tax tables, our communities and the post office."""
    rows = tables.boundaries.get((state, "city", place_key(city)), ())
    told = [row.county for row in rows] + [c.county for c in communities(state, city)]
    return tuple(dict.fromkeys([*told, *_postal_homes(state, city)]))


@lru_cache(maxsize=20_000)
def _postal_homes(state: str, city: str) -> tuple[str, ...]:
    aside = (county for found in zips_called(state, city) for county in found.counties[1:])
    return tuple(dict.fromkeys([*counties_called(state, city), *aside]))


def _meet(some: Iterable[str], others: Iterable[str]) -> bool:
    return bool({place_key(name) for name in some} & {place_key(name) for name in others})


def _unknown(to: Destination, by_zip: Sequence[str]) -> Iterator[str]:
    found = zip_of(to.zip5)
    if found and not by_zip and found.state != to.state:
        yield f"{to.zip5} is a ZIP code of {found.state}, not of {to.state}; the ZIP was not believed."
    if to.zip5 and found is None:
        yield f"The ZIP code {to.zip5} is not known."


@cache
def _communities() -> dict[tuple[str, str], list[Community]]:
    known: dict[tuple[str, str], list[Community]] = {}
    with COMMUNITIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = Community(
                row["city"], row["county"], bool(row["partly"]), tuple(_FIVE.findall(row["partly"]))
            )
            for name in row["names"].split("|"):
                known.setdefault((row["state"], place_key(name)), []).append(place)
    return known
