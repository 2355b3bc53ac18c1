"""Patek Philippe: the letter after the reference names the metal of the case."""

import re

from authentication.codes.facts import Sign, signs
from authentication.codes.readings import Decoding, Reading, read, unknown

HOUSE = "patek-philippe"
_REFERENCE = re.compile(
    r"^\s*(\d{3,4}(?:/\d{1,4})?)\s*([A-Z])(?:\s*-\s*\d{1,3})?\s*$", re.ASCII | re.IGNORECASE
)


def decode(text: str) -> Decoding:
    """A reference as `5711/1A-010`; serials of case and movement carry no year that we could read."""
    seen = _REFERENCE.match(text)
    if seen is None:
        return unknown(
            "A reference is a number with a letter, as 5711/1A; serials need an extract from the archives."
        )
    metal = next((sign for sign in signs(HOUSE) if sign.sign == seen[2].upper()), None)
    if metal is None:
        return unknown(f"No guide lists the letter {seen[2].upper()} after a reference.")
    return read(_reading(metal))


def _reading(metal: Sign) -> Reading:
    return Reading(
        "Reference letter",
        f"The letter {metal.sign} after the reference stands for a case of {metal.meaning}.",
        metal.years.status,
        material=metal.material,
        other_materials=metal.other_materials,
        sources=metal.years.sources,
    )
