"""Days as people and programs write them: 2026-01-05, 05.01.2026, 5 Jan 2026, 2026年1月5日."""

import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache

from babel.dates import get_month_names

from catalog.importing.refusals import Refused
from catalog.importing.values import EARLIEST_YEAR, key_of

_YMD = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?$")
_DMY = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:[T ]\d.*)?$")
_NAMED = re.compile(
    r"^(?:(?P<day>\d{1,2})\.? (?P<month>\D+?)|(?P<month_first>\D+?) (?P<day_second>\d{1,2})) (?P<year>\d{4}|\d{2})\b"
)
_WEEKDAY = re.compile(r"^[^\W\d]{2,10}\.?,\s*(?=\d)")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")


@lru_cache(maxsize=5_000)
def parse_date(text: str, order: str, today: date) -> date:
    """A day, ISO or in the order the mapping gives (`dmy`, `mdy`). Raises Refused when it could be two days."""
    plain = _WEEKDAY.sub("", text.strip())
    try:
        day = _iso(plain) or _named(plain) or _ordered(plain, order, text)
    except ValueError:
        raise Refused("date", f"“{text[:40]}” isn't a date.") from None
    if day > today or day.year < EARLIEST_YEAR:
        raise Refused("date", f"{day} isn't a day on which a piece was listed.")
    return day


def _iso(plain: str) -> date | None:
    """Year first, or the seconds (milliseconds) that programs count. Raises ValueError for a 31st of February."""
    if found := _YMD.match(plain):
        return date(*(int(part) for part in found.groups()))
    if _EPOCH.match(plain):
        return datetime.fromtimestamp(int(plain[:10]), UTC).date()
    if re.fullmatch(r"(?:19|20)\d{6}", plain):
        return datetime.strptime(plain, "%Y%m%d").replace(tzinfo=UTC).date()
    return None


def _named(plain: str) -> date | None:
    """A month by its name or three letters of it."""
    found = _NAMED.match(" ".join(re.sub(r"[,-]|\bde\b|(?<=\d)(?:st|nd|rd|th)\b", " ", plain).split()))
    month = _months().get(key_of(found["month"] or found["month_first"])) if found else None
    if not found or not month:
        return None
    return date(_year(found["year"]), month, int(found["day"] or found["day_second"]))


@cache
def _months() -> dict[str, int]:
    return {
        key_of(name): number
        for language in ("es", "it", "de", "fr", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


def _ordered(plain: str, order: str, text: str) -> date:
    found = _DMY.match(plain)
    if not found or (len(found[3]) == 2 and not order):
        raise Refused("date", f"“{text[:40]}” isn't a date: write it as 2026-11-21.")
    one, two, year = int(found[1]), int(found[2]), _year(found[3])
    if not order and one <= 12 and two <= 12 and one != two:
        raise Refused("date", f'“{text[:40]}” can be two days: say dates = "dmy" or "mdy" in the mapping.')
    month_first = order == "mdy" or (not order and two > 12)
    return date(year, one, two) if month_first else date(year, two, one)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)
