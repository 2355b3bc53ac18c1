"""Words of other shops for grades, countries, dates and yes/no, understood without a mapping where they are plain."""

import re
from datetime import date, datetime
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from catalog.importing.refusals import Refused
from catalog.models import Grade
from catalog.search_words import plain

GRADES = {
    "pristine": Grade.PRISTINE, "new": Grade.PRISTINE, "brand new": Grade.PRISTINE, "unworn": Grade.PRISTINE,
    "never worn": Grade.PRISTINE, "never carried": Grade.PRISTINE, "new with tags": Grade.PRISTINE,
    "never worn with tag": Grade.PRISTINE, "excellent": Grade.EXCELLENT, "excellent condition": Grade.EXCELLENT,
    "very good": Grade.VERY_GOOD, "very good condition": Grade.VERY_GOOD, "very_good": Grade.VERY_GOOD,
    "good": Grade.GOOD, "good condition": Grade.GOOD,
}  # fmt: skip
BELOW_GOOD = frozenset(
    [
        "fair",
        "fair condition",
        "poor",
        "bad",
        "worn",
        "well worn",
        "heavily worn",
        "damaged",
        "as is",
        "for parts",
        "acceptable",
    ]
)
NEVER_CARRIED = frozenset(
    ["new", "brand new", "unworn", "never worn", "never carried", "new with tags", "never worn with tag"]
)
YES = frozenset(["yes", "y", "true", "t", "1", "x", "ja", "oui", "si"])
NO = frozenset(["no", "n", "false", "f", "0", "nein", "non"])
OTHER_COUNTRIES = {"uk": "GB", "england": "GB", "scotland": "GB", "usa": "US", "u s a": "US", "u s": "US",
                   "united states of america": "US", "hong kong": "HK", "macau": "MO", "korea": "KR",
                   "czech republic": "CZ", "holland": "NL", "uae": "AE"}  # fmt: skip
EARLIEST_YEAR = 1800
_YEAR = re.compile(
    r"^(?P<about>c\.?|ca\.?|circa|approx\.?|about|~)?\s*(?P<year>\d{4})(?P<decade>s)?$",
    re.IGNORECASE | re.ASCII,
)
_DMY = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$", re.ASCII)


@lru_cache(maxsize=100_000)
def key_of(text: str) -> str:
    """How two spellings are compared: no case, no accents, runs of anything else are one blank."""
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


@lru_cache(maxsize=2_000)
def parse_grade(text: str) -> Grade | None:
    """The grade, or None for words that don't say one. Raises Refused below Good: nothing below is accepted."""
    key = key_of(text)
    if key in BELOW_GOOD:
        raise Refused("below_good", f"“{text[:40]}” is below Good, and nothing below Good is accepted.")
    return GRADES.get(key)


def parse_flag(text: str) -> bool:
    """Yes or no in a handful of spellings. Raises Refused for anything else."""
    key = key_of(text)
    if key in YES or key in NO:
        return key in YES
    raise Refused("not_yes_or_no", f"“{text[:40]}” is neither yes nor no.")


@lru_cache(maxsize=2_000)
def parse_country(text: str) -> str:
    """The ISO 3166 code of a country named or coded in two or three letters. Raises Refused for an unknown one."""
    upper = text.strip().upper()
    if re.fullmatch("[A-Z]{2}", upper) and upper in _territories():
        return upper
    found = _countries().get(key_of(text))
    if not found:
        raise Refused("country", f"No country is called “{text[:40]}”: map it in [values].")
    return found


@cache
def _territories() -> dict[str, str]:
    return {
        code: name for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()
    }


@cache
def _countries() -> dict[str, str]:
    names = {
        key_of(name): code
        for language in ("it", "de", "fr", "en")
        for code, name in Locale(language).territories.items()
        if code in _territories() and code not in {"EU", "UN", "ZZ", "EZ", "QO", "XA", "XB"}
    }
    threes = {old.casefold(): new[0] for old, new in get_global("territory_aliases").items() if len(old) == 3}
    return {key: code for key, code in threes.items() if len(code) == 2} | names | OTHER_COUNTRIES


@lru_cache(maxsize=2_000)
def parse_year(text: str, today: date) -> tuple[int, str]:
    """The year and what it rests on ("" or "estimated"). Raises Refused for none, the future, or before 1800."""
    found = _YEAR.match(text.strip().removesuffix(".0"))
    if not found:
        raise Refused("year", f"“{text[:40]}” isn't a year.")
    year = int(found["year"])
    if not EARLIEST_YEAR <= year <= today.year:
        raise Refused("year", f"{year} can't be the year of a piece that exists.")
    return year, "estimated" if found["about"] or found["decade"] else ""


@lru_cache(maxsize=5_000)
def parse_date(text: str, order: str, today: date) -> date:
    """A day, ISO or in the order the mapping gives (`dmy`, `mdy`). Raises Refused when it could be two days."""
    day = _iso(text) or _ordered(text, order)
    if day > today or day.year < EARLIEST_YEAR:
        raise Refused("date", f"{day} isn't a day on which a piece was listed.")
    return day


def _iso(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        return None


def _ordered(text: str, order: str) -> date:
    found = _DMY.match(text.strip())
    if not found:
        raise Refused("date", f"“{text[:40]}” isn't a date: write it as 2026-11-21.")
    one, two, year = (int(part) for part in found.groups())
    if not order and one <= 12 and two <= 12 and one != two:
        raise Refused("date", f'“{text[:40]}” can be two days: say dates = "dmy" or "mdy" in the mapping.')
    month_first = order == "mdy" or (not order and two > 12)
    try:
        return date(year, one, two) if month_first else date(year, two, one)
    except ValueError:
        raise Refused("date", f"“{text[:40]}” isn't a date.") from None
