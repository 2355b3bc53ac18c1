"""Measurements, each in the unit it carries itself, or else in the unit of its column. Always centimetres inside."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from catalog.importing.amounts import parse_number, plain_digits
from catalog.importing.refusals import Refused

IN_CM = {"cm": Decimal(1), "mm": Decimal("0.1"), "m": Decimal(100), "inch": Decimal("2.54")}
NAMES = {
    "cm": "cm", "cms": "cm", "centimetre": "cm", "centimetres": "cm", "centimeter": "cm", "centimeters": "cm",
    "см": "cm", "公分": "cm", "センチ": "cm", "厘米": "cm",
    "mm": "mm", "millimetre": "mm", "millimetres": "mm", "millimeter": "mm", "millimeters": "mm", "m": "m",
    "in": "inch", "ins": "inch", "inch": "inch", "inches": "inch", '"': "inch", "''": "inch", "zoll": "inch",
    "pouces": "inch",
}  # fmt: skip
LONGEST = Decimal(500)
WRITTEN = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅛": " 1/8", "⅜": " 3/8", "⅝": " 5/8",
                         "⅞": " 7/8", "⁄": "/", "”": '"', "“": '"', "″": '"', "’": "'", "′": "'"})  # fmt: skip
_UNIT = r"[^\W\d_]+\.?|\"|''"
_NUMBER = r"\d[\d.,]*(?![\d.,/])"
LENGTH = (
    rf"(?:(?P<number>{_NUMBER})(?:\s*-?\s*(?=\d+/))?)?(?:(?P<top>\d+)/(?P<bottom>\d+))?\s*(?P<unit>{_UNIT})?"
)
_FORM = re.compile(rf"^(?:[^\W\d_]{{1,12}}\s*[:=.]?\s*)??{LENGTH}(?:\s*[whd])?$")
_ABOUT = re.compile(
    r"^(?:~|≈|approx\.?|approximately|about|circa|ca\.?|c\.|env\.?|约|約)\s*|\s*\(?approx\.?\)?$"
)
_TWICE = re.compile(
    rf"^(?P<one>[^/(]*(?:{_UNIT})|[^(]*\d/\d+\s*(?:{_UNIT}))\s*(?:/|\()\s*(?P<two>[\d.,/ ]+\s*(?:{_UNIT}))\)?$"
)


@lru_cache(maxsize=10_000)
def parse_length(text: str, unit: str = "cm") -> Decimal:
    """The length in cm, to 0.1 mm. `12"` in a centimetre column is 30.48: the value's own unit wins.

    Raises Refused for what isn't one length or is longer than five metres.
    """
    plain = written(text)
    found = _FORM.match(_first_of_two(_ABOUT.sub("", plain)))
    if not found or not (found["number"] or found["top"]):
        raise Refused("not_a_length", f"“{text[:40]}” isn't a length.")
    return length_of(found, unit, text)


def written(text: str) -> str:
    """Lower case, plain digits, fractions and inch marks as on a keyboard."""
    return plain_digits(text.translate(WRITTEN)).casefold().strip()


def length_of(found: re.Match[str], unit: str, text: str) -> Decimal:
    """The matched number in cm. Raises Refused for a unit that isn't one of length, and for absurd lengths."""
    said = NAMES.get(found["unit"].rstrip(".")) if found["unit"] else unit
    if said is None:
        raise Refused("not_a_length", f"“{found['unit']}” isn't a unit of length.")
    number, top, bottom = _parts(found)
    if not bottom or (top >= bottom) or (top and not number and said == "cm"):  # 30/32 is two sizes
        raise Refused("not_a_length", f"“{text[:40]}” isn't a length.")
    length = ((number + top / bottom) * IN_CM[said]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if not 0 < length <= LONGEST:
        raise Refused("absurd", f"{length} cm isn't a length of a piece.")
    return length


def _first_of_two(plain: str) -> str:
    """`12" (30 cm)` says one length twice: the first is taken."""
    both = _TWICE.match(plain)
    return both["one"].strip() if both else plain


def _parts(found: re.Match[str]) -> tuple[Decimal, Decimal, Decimal]:
    """Whole number, numerator, denominator."""
    number, top, bottom = found["number"], found["top"], found["bottom"]
    if top is None:
        return parse_number(number or "0"), Decimal(0), Decimal(1)
    return parse_number(number) if number else Decimal(0), Decimal(top), Decimal(bottom)
