"""Component rates by jurisdiction: state, county, city, district, each with its parent and days.

Columns: state, jurisdiction_type, jurisdiction, parent, rate_pct, valid_from, valid_to (included). A city's or
county's parent may be a district of the same file: then the district reaches it.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from orders.tax.loading.lines import records_of
from orders.tax.loading.told import Fault, RowRefused, Told, cell, day_in, days_in_order, percent_in
from orders.tax.models import Jurisdiction

COLUMNS = ["state", "jurisdiction_type", "jurisdiction", "parent", "rate_pct", "valid_from", "valid_to"]


def read(path: Path, since: date | None) -> Iterator[Told | Fault]:
    """What each row says, or why it can't be used. Raises FileRefused."""
    districts: set[tuple[str, str]] = set()
    for line, row in records_of(path, COLUMNS):
        try:
            told = _told(line, row, districts)
        except RowRefused as error:
            yield Fault(line, error.column, error.reason)
            continue
        if told.level == "district":
            districts.add((told.state, told.name))
        yield told


def _told(line: int, row: dict[str, str], districts: set[tuple[str, str]]) -> Told:
    state, level = _state(row), cell(row, "jurisdiction_type")
    parent = cell(row, "parent", may_be_empty=True)
    if level not in Jurisdiction.Level.values:
        raise RowRefused("jurisdiction_type", f"{level!r} is none of {', '.join(Jurisdiction.Level.values)}")
    name = cell(row, "jurisdiction")
    begins = day_in(cell(row, "valid_from"), "valid_from")
    ends = cell(row, "valid_to", may_be_empty=True)
    last = day_in(ends, "valid_to") if ends else None
    in_district = (state, parent) in districts
    return Told(
        line, state, level, name,
        percent=percent_in(cell(row, "rate_pct"), "rate_pct"),
        since=begins,
        until=days_in_order(begins, last, "valid_to"),
        county=parent if level == "city" and not in_district and _is_county(parent) else "",
        district=parent if in_district else "",
    )  # fmt: skip


def _state(row: dict[str, str]) -> str:
    state = cell(row, "state")
    if len(state) != 2 or not state.isascii() or not state.isupper():
        raise RowRefused("state", f"{state!r} is not a state's two letters")
    return state


def _is_county(parent: str) -> bool:
    return parent.endswith((" County", " Parish", " Borough", " city", "(City and County)"))
