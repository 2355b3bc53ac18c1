"""A Streamlined Sales Tax rate file: nine columns, no header, jurisdictions by FIPS code, rates as fractions.

What is sold to the state from elsewhere owes the interstate rate (column 5). Counties are named by our table of
codes; the file has no names for cities and districts, they are called by their code until staff say by a boundary
which places they are.
"""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from orders.tax import shipped
from orders.tax.loading.lines import cells_of
from orders.tax.loading.told import Fault, FileRefused, RowRefused, Told, day_in, days_in_order, percent_in

COLUMNS = ["state", "type", "code", "intrastate", "interstate", "food", "food interstate", "begins", "ends"]
OPEN = "29991231"
CODE = 10
STATE, COUNTY, FIRST_CITY, LAST_CITY = 45, 0, 1, 9


def read(path: Path, since: date | None) -> Iterator[Told | Fault]:
    """What each row says, or why it can't be used. Raises FileRefused."""
    for line, cells in cells_of(path):
        if len(cells) != len(COLUMNS):
            raise FileRefused(f"wrong columns: line {line} has {len(cells)}, a rate file {len(COLUMNS)}")
        try:
            yield _told(line, dict(zip(COLUMNS, (c.strip() for c in cells), strict=True)))
        except RowRefused as error:
            yield Fault(line, error.column, error.reason)


def _told(line: int, row: dict[str, str]) -> Told:
    found = _states().get(row["state"])
    if found is None:
        raise RowRefused("state", f"{row['state']!r} is no code of a Streamlined state")
    state, state_name, counties = found
    level, name, named = _jurisdiction(row["type"], row["code"], state_name, counties)
    begins = day_in(row["begins"], "begins")
    last = None if row["ends"] == OPEN else day_in(row["ends"], "ends")
    return Told(
        line, state, level, name,
        percent=percent_in(row["interstate"], "interstate", fraction=True),
        since=begins,
        until=days_in_order(begins, last, "ends"),
        named=named,
    )  # fmt: skip


def _jurisdiction(kind: str, code: str, state: str, counties: dict[str, str]) -> tuple[str, str, bool]:
    """Level, name, and whether the name is one."""
    if not (kind.isdecimal() and len(kind) == 2):
        raise RowRefused("type", f"{kind!r} is not two digits")
    if not (code.isascii() and code.isalnum() and len(code) <= CODE):
        raise RowRefused("code", f"{code!r} is not a code")
    number = int(kind)
    if number == STATE:
        return "state", state, True
    if number == COUNTY:
        if code not in counties:
            raise RowRefused("code", f"{code!r} is no county of {state}")
        return "county", counties[code], True
    if FIRST_CITY <= number <= LAST_CITY:
        return "city", f"City {code}", False
    return "district", f"District {kind} {code}", False


@cache
def _states() -> dict[str, tuple[str, str, dict[str, str]]]:
    """By FIPS code of the state: its letters, its name, its counties by code."""
    names = {row["state"]: row["name"] for row in shipped.rows_of("rates.csv") if row["level"] == "state"}
    with (shipped.TABLES / "county_codes.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["fips"]: (row["state"], names[row["state"]], _counties(row["counties"]))
            for row in csv.DictReader(file)
        }


def _counties(text: str) -> dict[str, str]:
    pairs = (entry.split(" ", 1) for entry in text.split("|"))
    return {code: name if name.endswith((" city", " City")) else f"{name} County" for code, name in pairs}
