"""How words are compared; yes and no, and years, as other shops write them."""

import re
from datetime import date
from functools import lru_cache

from catalog.importing.refusals import Refused
from catalog.searching.texts import plain

YES = frozenset(
    ["yes", "y", "true", "t", "1", "1 0", "x", "on", "ja", "oui", "si", "da", "はい", "有", "✓", "✔", "☑"]
)
NO = frozenset(
    ["no", "n", "false", "f", "0", "0 0", "off", "nein", "non", "net", "いいえ", "無", "✗", "✘", "☐"]
)
SOLD = {"sold", "sold out", "reserved", "out of stock", "unavailable", "vendu", "verkauft", "venduto", "vendido",
              "売り切れ", "売切れ", "完売", "已售", "продано"}  # fmt: skip
EARLIEST_YEAR = 1800
_YEAR = re.compile(
    r"^(?:\[?[a-z]\]?[\s/]+)?(?P<about>(?:c|ca|circa|approx|about|vers|um|env|early|mid|late)\b\.?|~)?[\s-]*"
    r"(?P<year>\d{4})(?P<decade>'?s|年代)?年?\s*(?P<guess>\(.*\))?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=100_000)
def key_of(text: str) -> str:
    """How two spellings are compared: no case, no accents, runs of anything else are one blank."""
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


def parse_flag(text: str) -> bool:
    """Yes or no in a handful of spellings. Raises Refused for anything else."""
    key = key_of(text) or text.strip()
    if key in YES or key in NO:
        return key in YES
    raise Refused("not_yes_or_no", f"“{text[:40]}” is neither yes nor no: map it in [values].")


def is_sold(text: str, column: str) -> bool:
    """Whether a column such as Status says that the piece is gone; a yes says so only in a column called Sold."""
    key = key_of(text)
    return key in SOLD or (key in YES and any(word in SOLD for word in key_of(column).split()))


@lru_cache(maxsize=2_000)
def parse_year(text: str, today: date) -> tuple[int, str]:
    """The year and what it rests on ("" or "estimated"). Raises Refused for none, the future, or before 1800."""
    found = _YEAR.match(text.strip().removesuffix(".0"))
    if not found:
        raise Refused("year", f"“{text[:40]}” isn't a year: write it as 1995, or c. 1995.")
    year = int(found["year"])
    if not EARLIEST_YEAR <= year <= today.year:
        raise Refused("year", f"{year} can't be the year of a piece that exists.")
    return year, "estimated" if found["about"] or found["decade"] or found["guess"] else ""
