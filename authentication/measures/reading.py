"""A measurement as it is typed: `302`, `30.2 cm`, `11 7/8"`, `0,52 ct`. What can mean two things is asked about."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from authentication.measures.units import IN_BASE, in_words
from authentication.models import Check

SAID = {
    **dict.fromkeys(("mm", "millimetre", "millimetres", "millimeter", "millimeters"), "mm"),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), "cm"),
    **dict.fromkeys(("in", "inch", "inches", '"', "''"), "in"),
    **dict.fromkeys(("g", "gr", "gram", "grams", "gramme", "grammes"), "g"),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogram", "kilograms"), "kg"),
    **dict.fromkeys(("oz", "ounce", "ounces"), "oz"),
    **dict.fromkeys(("ct", "cts", "carat", "carats"), "ct"),
}
SIGNS = str.maketrans({"″": '"', "”": '"', "“": '"', "′": "'", "’": "'", "\u2044": "/"})
VULGAR = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
PARTS = re.compile(r"(?:(?P<whole>\d{1,4}) )?(?P<over>\d{1,3})/(?P<under>[1-9]\d{0,2})")
NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?")
THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")
FINEST = Decimal("0.001")


class Asked(NamedTuple):
    """The units that a check takes (the first is meant where none is typed), the most that can be, and examples."""

    units: Sequence[str]
    most: Decimal
    such_as: str


ASKED: Mapping[str, Asked] = {
    Check.Asks.MEASURE: Asked(("mm", "cm", "in"), Decimal(5_000), "302 mm, 30.2 cm or 11 7/8 in"),
    Check.Asks.WEIGHT: Asked(("g", "kg", "oz", "ct"), Decimal(50_000), "812 g, 0.812 kg or 28.6 oz"),
    Check.Asks.CARAT: Asked(("ct", "g"), Decimal(2_000), "2.41 ct or 0.482 g"),
}


class NotAMeasure(Exception):
    """It isn't a measurement that can be kept; the message says why, and what can."""


@dataclass(frozen=True)
class Measured:
    """A number with its unit, as she wrote it: nothing is converted before somebody compares."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return in_words(self.value, self.unit)


def read(text: str, asks: str) -> Measured:
    """What she typed for a check that asks for this (`Check.Asks`). Raises NotAMeasure with a sentence for her."""
    asked, typed = ASKED[asks], _plain(text)
    found = PARTS.match(typed) or NUMBER.match(typed)
    if found is None:
        raise NotAMeasure(f"A number is wanted, such as {asked.such_as}.")
    if THOUSANDS.fullmatch(found[0]):
        both = found[0].replace(",", ""), found[0].replace(",", ".")
        raise NotAMeasure(f"That comma can mean two things: write {both[0]} or {both[1]}.")
    measured = Measured(_value(found), _unit(typed[found.end() :], asked))
    if not 0 < measured.value * IN_BASE[measured.unit][1] <= asked.most:
        raise NotAMeasure(f"{measured} can't be: look at the number and its unit.")
    return measured


def _plain(text: str) -> str:
    """Small letters, one blank between words, a fraction's stroke as `/`, and a blank before `½` in `12½`."""
    parted = unicodedata.normalize("NFKC", VULGAR.sub(" ", text))
    return " ".join(parted.translate(SIGNS).casefold().split())


def _value(found: re.Match[str]) -> Decimal:
    if found.re is NUMBER:
        return Decimal(found[0].replace(",", "."))
    value = Decimal(found["whole"] or 0) + Decimal(found["over"]) / Decimal(found["under"])
    return value.quantize(FINEST)


def _unit(rest: str, asked: Asked) -> str:
    """The unit that stands behind the number. Raises NotAMeasure for another one, or whatever else stands there."""
    said = rest.strip().removesuffix(".")
    unit = SAID.get(said) if said else asked.units[0]
    if unit in asked.units:
        return str(unit)
    if unit is not None:
        raise NotAMeasure(f"“{said}” doesn't fit here: write it in {_either(asked)}.")
    raise NotAMeasure(
        f"One number with its unit is wanted, such as {asked.such_as}. The rest goes into the note."
    )


def _either(asked: Asked) -> str:
    *first, last = asked.units
    return f"{', '.join(first)} or {last}"
