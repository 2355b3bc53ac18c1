"""What one row of a rate file says, and the ways in which it can be wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

DAY = timedelta(days=1)
HUNDRED = Decimal(100)
# As long as a jurisdiction's name may be; " County Unincorporated Area" is added to some.
NAME = 50


class FileRefused(ValueError):
    """The file can't be read at all; nothing of it is used."""


class RowRefused(ValueError):
    """A cell can't be read: its column and why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column, self.reason = column, reason


@dataclass(frozen=True)
class Told:
    """One rate in percent, half-open in its days; `county` and `district` say where a place lies.

    `outside_cities` is a tax of a county's unincorporated area. `named` is False where the file gives only a
    code: no address can be matched to it until staff say by a boundary which places it reaches.
    """

    line: int
    state: str
    level: str
    name: str
    percent: Decimal
    since: date
    until: date | None = None
    county: str = ""
    district: str = ""
    outside_cities: bool = False
    named: bool = True

    def __str__(self) -> str:
        until = f" until {self.until}" if self.until else ""
        return (
            f"{self.name} ({self.state} {self.level}) {self.percent.normalize():f}% from {self.since}{until}"
        )


@dataclass(frozen=True)
class Fault:
    """A row that can't be used: its line, its column and why."""

    line: int
    column: str
    reason: str


def cell(row: Mapping[str, str], column: str, *, may_be_empty: bool = False) -> str:
    """A cell, as long as a name may be. Raises RowRefused."""
    text = row.get(column, "").strip()
    if not text and not may_be_empty:
        raise RowRefused(column, "is empty")
    if len(text) > NAME:
        raise RowRefused(column, f"longer than {NAME} characters")
    return text


def percent_in(text: str, column: str, *, fraction: bool = False) -> Decimal:
    """A rate in percent from 0 to below 100, at most four decimals. Raises RowRefused."""
    try:
        rate = Decimal(text) * (HUNDRED if fraction else 1)
    except InvalidOperation:
        raise RowRefused(column, f"{text!r} is not a number") from None
    if not rate.is_finite() or not 0 <= rate < HUNDRED:
        raise RowRefused(column, f"{text!r} is not a rate from 0 to 100%")
    if rate != round(rate, 4):
        raise RowRefused(column, f"{text!r} has more than four decimals of a percent")
    return round(rate, 4)


def day_in(text: str, column: str) -> date:
    """A day as 2026-01-31 or 20260131. Raises RowRefused."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RowRefused(column, f"{text!r} is not a day") from None


def days_in_order(since: date, last: date | None, column: str) -> date | None:
    """The first day after the last one. Raises RowRefused for a period that ends before it begins."""
    if last is None:
        return None
    if last < since:
        raise RowRefused(column, f"ends on {last}, before it begins on {since}")
    return last + DAY
