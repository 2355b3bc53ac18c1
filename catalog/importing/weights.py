"""Weights as people write them, in grams: `900 g`, `0.9 kg`, `2 lbs`, `1 lb 4 oz`."""

import re
from decimal import ROUND_HALF_UP, Decimal

from catalog.importing.amounts import parse_number, plain_digits
from catalog.importing.refusals import Refused

IN_GRAMS = {"g": Decimal(1), "gr": Decimal(1), "gram": Decimal(1), "kg": Decimal(1000), "kilo": Decimal(1000),
            "lb": Decimal("453.59237"), "pound": Decimal("453.59237"), "oz": Decimal("28.349523125"),
            "ounce": Decimal("28.349523125")}  # fmt: skip
HEAVIEST_G = 100_000
_PART = re.compile(r"(-?\d[\d.,]*)\s*([a-z]*)\.?\s*")


def parse_weight(text: str) -> int:
    """Whole grams; a bare number is grams. Raises Refused for what isn't the weight of a piece."""
    plain = plain_digits(text).strip().casefold()
    parts = _PART.findall(plain)
    if not parts or _PART.sub("", plain):
        raise Refused("not_a_weight", f"“{text[:40]}” isn't a weight: write it as 900 g.")
    grams = sum((parse_number(number.rstrip(".,")) * _unit(unit, text) for number, unit in parts), Decimal(0))
    if not 0 < grams <= HEAVIEST_G:
        raise Refused("absurd", f"{text[:40]} isn't the weight of a piece.")
    return int(grams.to_integral_value(ROUND_HALF_UP))


def _unit(name: str, text: str) -> Decimal:
    known = IN_GRAMS.get(name or "g") or IN_GRAMS.get(name.removesuffix("s"))
    if known is None:
        raise Refused("not_a_weight", f"“{text[:40]}” isn't a weight: write it as 900 g.")
    return known
