"""Hallmarks of precious metal: 750, Au750, Pt950, 18K, also inside a longer engraving."""

import re

from authentication.codes.facts import fineness
from authentication.codes.readings import Reading

_WORD = re.compile(r"[A-Z]*\d+(?:K|CT)?", re.ASCII)
_OTHERS = {
    "gold": ("steel", "platinum", "titanium", "silver"),
    "silver": ("gold", "platinum", "steel"),
    "platinum": ("steel", "gold", "silver"),
}


def readings(text: str) -> tuple[Reading, ...]:
    """One reading per fineness mark that stands alone in the text, in its order."""
    words = [
        word.replace("CT", "K") for word in _WORD.findall(re.sub(r"\b(AU|AG|PT)\s+", r"\1", text.upper()))
    ]
    return tuple(_reading(word) for word in dict.fromkeys(words) if word in fineness())


def _reading(mark: str) -> Reading:
    metal, parts, status, sources = fineness()[mark]
    return Reading(
        "Fineness",
        f"{mark} means {metal} of {parts} parts in a thousand.",
        status,
        material=metal,
        other_materials=_OTHERS[metal],
        sources=sources,
    )
