"""Prices and years as shoppers type them: "under 3k", "$1,000-2,000", "between 2 and 3 thousand", "2015 to 2019"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

_SIGN = r"[$€£]"  # whatever the sign, the shop's prices are in dollars, and the chip says so
_TIMES_SAID = r"(k\b|thousand\b|grand\b|m\b|million\b)?"
_N = (
    rf"(?:usd|us\$|{_SIGN})?\s*(\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,9}})(?!,?\d)(\.\d{{1,9}})?\s*{_TIMES_SAID}"
    rf"\s*(?:usd\b|dollars?\b|bucks\b|euros?\b|{_SIGN})?"
)
_UP = (
    r"(?:under|below|less than|cheaper than|up to|upto|max(?:imum)?|at most|no more than|not more than|within|sub"
    r"|<=?|till|until)"
)
_DOWN = r"(?:over|above|more than|from|starting at|min(?:imum)?|at least|no less than|>=?)"
_ABOUT = r"(?:around|about|approx(?:imately)?|circa|roughly|~)"
_TO = r"\s*(?:-|–|—|to|and|until|till)\s*"
_TIMES = {"k": 1_000, "thousand": 1_000, "grand": 1_000, "m": 1_000_000, "million": 1_000_000}
_AROUND = Decimal("0.2")  # "around 3,000" is read as 2,400 to 3,600
_SIZED = re.compile(r"\s*(?:it|eu|fr|uk|jp|cm|mm|inch(?:es)?)\b")  # "50-52 IT" is a size
_OLDEST = 1900
_LEAST = 50  # a range such as 36-38 without a currency is one of sizes


@dataclass(frozen=True, slots=True)
class Amount:
    """A range of prices in USD, or of years, and where it stood."""

    start: int
    end: int
    low: Decimal | None = None
    high: Decimal | None = None
    years: tuple[int, ...] = ()


def amounts_in(words: str) -> list[Amount]:
    """Every range in the text, none overlapping another."""
    text, found = words.lower(), list[Amount]()
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            taken = any(match.start() < one.end and one.start < match.end() for one in found)
            if not taken and (amount := read(match)):
                found.append(amount)
    return sorted(found, key=lambda one: one.start)


def _between(match: re.Match[str]) -> Amount | None:
    low_times = match[3] or (match[6] if _small(match[1]) else None)
    low, high = _number(match[1], match[2], low_times), _number(match[4], match[5], match[6])
    if _SIZED.match(match.string[match.end() :]):
        return None
    said = re.search(r"[$€£,]|usd|dollar|between|from|price", match[0]) or match[3] or match[6]
    if not said and _is_year(match[1]) and _is_year(match[4]):
        years = tuple(range(int(low), int(high) + 1))
        return Amount(*match.span(), years=years) if years else None
    if not said and min(low, high) < _LEAST:
        return None
    low, high = sorted((low, high))
    return Amount(*match.span(), low, high)


def _from(match: re.Match[str]) -> Amount | None:
    if match[0].startswith("from") and _is_year(match[1]) and "$" not in match[0] and not match[3]:
        return Amount(*match.span(), years=(int(match[1]),))
    return Amount(*match.span(), low=_number(match[1], match[2], match[3]))


def _up_to(match: re.Match[str]) -> Amount | None:
    return Amount(*match.span(), high=_number(match[1], match[2], match[3]))


def _near(match: re.Match[str]) -> Amount | None:
    amount = _number(match[1], match[2], match[3])
    return Amount(*match.span(), amount - amount * _AROUND, amount + amount * _AROUND)


def _year(match: re.Match[str]) -> Amount | None:
    return Amount(*match.span(), years=(int(match[1]),)) if _is_year(match[1]) else None


def _number(whole: str, part: str | None, times: str | None) -> Decimal:
    return Decimal(whole.replace(",", "") + (part or "")) * _TIMES.get(times or "", 1)


def _small(whole: str) -> bool:
    """In "2 and 3 thousand" the first number is thousands too; in "500 to 2k" it isn't."""
    return len(whole) <= 2


def _is_year(text: str) -> bool:
    return text.isdigit() and _OLDEST <= int(text) <= datetime.now(UTC).year


def years_in(words: str) -> Iterator[Amount]:
    """Single years, for those who know that they aren't part of a name."""
    return (
        year for match in re.finditer(r"(?<![\d.,$])\b(\d{4})\b(?![\d,])", words) if (year := _year(match))
    )


_SUM = r"(\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?!,?\d)(\.\d{1,9})?\s*"
_BARE = rf"(?:(?:us)?{_SIGN}\s*{_SUM}(k\b)?|\b{_SUM}(k\b|dollars?\b|usd\b|euros?\b|{_SIGN}))"
_CARATS = ("9", "10", "14", "18", "22", "24")  # 18k is gold


def _alone(match: re.Match[str]) -> Amount | None:
    """A sum by itself, "$3,000", is what she means to spend: about that much."""
    whole, part, times = match[1] or match[4], match[2] or match[5], match[3] or match[6]
    if times == "k" and whole in _CARATS and not re.search(_SIGN, match[0]):
        return None
    amount = _number(whole, part, times if times == "k" else None)
    return Amount(*match.span(), amount - amount * _AROUND, amount + amount * _AROUND)


_Read = Callable[[re.Match[str]], Amount | None]
_FORMS: list[tuple[re.Pattern[str], _Read]] = [
    (re.compile(rf"(?:\bbetween\s+|\bfrom\s+|\bprice\s+)?(?<![\w.,-]){_N}{_TO}{_N}"), _between),
    (re.compile(rf"(?:\b|(?<=\s)|^){_UP}\s*{_N}"), _up_to),
    (re.compile(rf"(?:\b|(?<=\s)|^){_DOWN}\s*{_N}"), _from),
    (re.compile(rf"(?:\b|(?<=\s)|^){_ABOUT}\s*{_N}"), _near),
    (re.compile(rf"(?<![\w.,-]){_N}\s*(?:or less|and under|or under|max\b)"), _up_to),
    (re.compile(rf"(?<![\w.,-]){_N}\s*(?:or more|and up|and over|plus\b|\+)"), _from),
    (re.compile(_BARE), _alone),
]
