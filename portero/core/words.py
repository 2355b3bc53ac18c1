"""Times, dates and countries in the house's words (design/README, Voice). Times are US Eastern."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from babel import Locale
from django.utils import timezone

EASTERN = "ET"
SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SHORTER = {"HK": "Hong Kong", "MO": "Macao", "MM": "Myanmar", "TR": "Turkey"}


def percent(rate: Decimal) -> str:
    """`25 %` for 0.2500, `17.5 %` for 0.1750."""
    return f"{(rate * 100).normalize():f} %"


def clock(at: datetime) -> str:
    """`3:42 pm ET`; a full hour is `6 pm ET`."""
    local = timezone.localtime(at)
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{hour}{minutes} {'pm' if local.hour >= 12 else 'am'} {EASTERN}"


def day(at: datetime | date) -> str:
    """`Tue 24 Nov`, or `24 Nov 2025` when it isn't this year."""
    local = timezone.localtime(at).date() if isinstance(at, datetime) else at
    if local.year != this_year():
        return f"{local.day} {local:%b %Y}"
    return f"{local:%a} {local.day} {local:%b}"


def this_year() -> int:
    """The year in which what we write is read."""
    return timezone.localdate().year


def long_day(at: datetime | date) -> str:
    """`24 November 2026`: on what is read in other years too."""
    local = timezone.localtime(at).date() if isinstance(at, datetime) else at
    return f"{local.day} {local:%B %Y}"


def moment(at: datetime) -> str:
    """`Tue 24 Nov, 3:15 pm ET`."""
    return f"{day(at)}, {clock(at)}"


def days_between(first: date, last: date) -> str:
    """`Fri 27 Nov to Tue 1 Dec`, `Tue 24 to Fri 27 Nov` within a month; one day where both are the same."""
    if first == last:
        return day(first)
    same = (first.year, first.month) == (last.year, last.month) and last.year == this_year()
    return f"{f'{first:%a} {first.day}' if same else day(first)} to {day(last)}"


def until(at: datetime) -> str:
    """The end of a hold: `3:42 pm ET` today, `Sun 22 Nov, 3:42 pm ET` on any other day."""
    today = timezone.localtime(at).date() == timezone.localdate()
    return clock(at) if today else moment(at)


def place(city: str, code: str) -> str:
    """`Tokyo, Japan`; `Hong Kong` once; the country alone where no city is known."""
    name = country(code)
    return f"{city}, {name}" if city and city != name else name


@cache  # babel reads its whole table of territories anew
def country(code: str) -> str:
    """The country's English name by its ISO code; the code itself where there is no such country."""
    return SHORTER.get(code) or Locale("en", "US").territories.get(code, code)


def number(count: int) -> str:
    """`two`, up to nine; then `10`, `1,200`."""
    return SMALL[count] if 0 <= count < len(SMALL) else f"{count:,}"
