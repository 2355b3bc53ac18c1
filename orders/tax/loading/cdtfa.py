"""California's list of cities and counties: one rate in all per place (CDTFA, SalesTaxRates).

Columns: location, type (City or County), county, rate (0.0975 or 9.75%), and valid_from unless --since says it.
The list gives sums. The state's own rate is taken off, and from a city's also its county's; a county with a city
below its own rate taxes its unincorporated area only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from orders.tax.loading.lines import records_of
from orders.tax.loading.told import Fault, FileRefused, RowRefused, Told, cell, day_in, percent_in
from orders.tax.models import Boundary, Rate
from orders.tax.snapshot import in_force
from orders.tax.words import place_key

COLUMNS = ["location", "type", "county", "rate"]
STATE = "CA"


@dataclass(frozen=True)
class Place:
    """A row of the list; `percent` is everything that is charged there."""

    line: int
    name: str
    is_county: bool
    county: str
    percent: Decimal
    since: date


def read(path: Path, since: date | None) -> Iterator[Told | Fault]:
    """The state's, counties' and cities' own rates. Raises FileRefused."""
    rows = [_place(line, row, since) for line, row in records_of(path, COLUMNS)]
    yield from (row for row in rows if isinstance(row, Fault))
    places = [row for row in rows if isinstance(row, Place)]
    cities = [place for place in places if not place.is_county]
    own: dict[str, Decimal] = {}
    for county in (place for place in places if place.is_county):
        yield from _county(county, cities, own)
    for city in cities:
        yield _city(city, own)


def _place(line: int, row: dict[str, str], since: date | None) -> Place | Fault:
    try:
        kind = cell(row, "type")
        if kind not in ("City", "County"):
            raise RowRefused("type", f"{kind!r} is neither City nor County")
        if row.get("state", STATE) != STATE:
            raise RowRefused("state", f"{row['state']!r} is not {STATE}")
        county = cell(row, "county").removesuffix(" County") + " County"
        return Place(line, cell(row, "location"), kind == "County", county, _rate(row), _since(row, since))
    except RowRefused as error:
        return Fault(line, error.column, error.reason)


def _rate(row: dict[str, str]) -> Decimal:
    text = cell(row, "rate")
    is_percent = text.endswith("%")
    return percent_in(text.removesuffix("%"), "rate", fraction=not is_percent)


def _since(row: dict[str, str], since: date | None) -> date:
    text = row.get("valid_from", "").strip()
    if not text and since is None:
        raise FileRefused("doesn't say from when its rates hold: name the day by --since")
    return day_in(text, "valid_from") if text else since or date.min


def _county(county: Place, cities: Sequence[Place], own: dict[str, Decimal]) -> Iterator[Told | Fault]:
    local = county.percent - _base(county.since)
    if county.county in own:
        yield Fault(county.line, "location", f"{county.county} stands twice")
    elif local < 0:
        yield Fault(county.line, "rate", "below the state's own rate")
    else:
        outside = _taxes_outside_cities_only(county, cities)
        own[county.county] = Decimal(0) if outside else local
        name = f"{county.county} Unincorporated Area" if outside else county.county
        level = "district" if outside else "county"
        yield Told(
            county.line, STATE, level, name, local, county.since,
            county=county.county, outside_cities=outside,
        )  # fmt: skip


def _city(city: Place, own: dict[str, Decimal]) -> Told | Fault:
    if city.county not in own:
        return Fault(city.line, "county", f"the list has no row for {city.county}")
    local = city.percent - _base(city.since) - own[city.county]
    if local < 0:
        return Fault(
            city.line, "rate", f"below the rate of {city.county}, which our tables have in all its cities"
        )
    return Told(city.line, STATE, "city", city.name, local, city.since, county=city.county)


def _taxes_outside_cities_only(county: Place, cities: Sequence[Place]) -> bool:
    """As our tables have it; a county they don't have yet, by whether the list has a city below it."""
    held = [row for row in Boundary.objects.filter(state=STATE, match="county", jurisdiction__isnull=False)
            if place_key(row.county) == place_key(county.county)]  # fmt: skip
    if held:
        return any(row.outside_cities for row in held)
    return any(city.county == county.county and city.percent < county.percent for city in cities)


def _base(on: date) -> Decimal:
    rates = Rate.objects.filter(jurisdiction__state=STATE, jurisdiction__level="state").order_by("since")
    now = in_force(rates, on)
    if not now:
        raise FileRefused(f"the state's own rate on {on} is not known; its places' can't be told from it")
    return now[-1].percent
