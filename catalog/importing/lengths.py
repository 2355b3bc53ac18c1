"""Measurements, each in the unit it carries itself, or else in the unit of its column. Always centimetres inside."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from catalog.importing.amounts import parse_number
from catalog.importing.refusals import Refused

IN_CM = {"cm": Decimal(1), "mm": Decimal("0.1"), "m": Decimal(100), "inch": Decimal("2.54")}
NAMES = {
    "cm": "cm", "cms": "cm", "centimetre": "cm", "centimetres": "cm", "centimeter": "cm", "centimeters": "cm",
    "mm": "mm", "millimetre": "mm", "millimetres": "mm", "millimeter": "mm", "millimeters": "mm", "m": "m",
    "in": "inch", "ins": "inch", "inch": "inch", "inches": "inch", '"': "inch", "''": "inch", "zoll": "inch",
}  # fmt: skip
LONGEST = Decimal(500)
WRITTEN = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅛": " 1/8", "⅜": " 3/8", "⅝": " 5/8",
                         "⅞": " 7/8", "⁄": "/", "”": '"', "″": '"', "’": "'", "′": "'"})  # fmt: skip
_FORM = re.compile(
    r"""^(?:[a-z]{1,12}\s*[:=.]?\s*)??(?:(?P<number>\d[\d.,]*)(?![\d/.,])\s*)?(?:(?P<top>\d+)/(?P<bottom>\d+))?\s*"""
    r"""(?P<unit>[a-z"']*)\.?$""",
    re.ASCII,
)
_BY = re.compile(r"\s*[x×*]\s*", re.IGNORECASE)


@lru_cache(maxsize=10_000)
def parse_length(text: str, unit: str = "cm") -> Decimal:
    """The length in cm, to 0.1 mm. `12"` in a centimetre column is 30.48: the value's own unit wins.

    Raises Refused for what isn't a length or is longer than five metres.
    """
    plain = unicodedata.normalize("NFKC", text.translate(WRITTEN))
    found = _FORM.match(plain.casefold().strip())
    if not found or not (found["number"] or found["top"]):
        raise Refused("not_a_length", f"“{text[:40]}” isn't a length.")
    said = NAMES.get(found["unit"]) if found["unit"] else unit
    if said is None:
        raise Refused("not_a_length", f"“{found['unit']}” isn't a unit of length.")
    number, top, bottom = _parts(found)
    if not bottom:
        raise Refused("not_a_length", f"“{text[:40]}” isn't a length.")
    length = ((number + top / bottom) * IN_CM[said]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if not 0 < length <= LONGEST:
        raise Refused("absurd", f"{length} cm isn't a length of a piece.")
    return length


def parse_dimensions(text: str, unit: str = "cm") -> list[Decimal]:
    """`30 x 22 x 16 cm` as lengths in cm; a unit at the end holds for all of them."""
    parts = _BY.split(text.strip())
    own = re.search(r"[a-z\"']+\.?$", parts[-1].strip().casefold())
    last = NAMES.get(own[0].rstrip(".")) if own else None
    return [parse_length(part, last or unit) for part in parts]


def _parts(found: re.Match[str]) -> tuple[Decimal, Decimal, Decimal]:
    """Whole number, numerator, denominator."""
    number, top, bottom = found["number"], found["top"], found["bottom"]
    if top is None:
        return parse_number(number or "0"), Decimal(0), Decimal(1)
    return parse_number(number) if number else Decimal(0), Decimal(top), Decimal(bottom)
