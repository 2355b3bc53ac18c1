"""What a demonstration's reviewer finds: everything as it should be, and what is on record of the piece."""

from typing import Any

from authentication.measures.listed import listed_for
from authentication.measures.reading import read
from authentication.measures.units import in_words
from authentication.models import Check, Finding
from catalog.models import Item

# Of exotic skins alone.
SKIN = ("exotic", "skin-mark")


def found(check: Check, item: Item) -> dict[str, Any]:
    """The columns of a finding: as it should be, with what is measured; or that it doesn't apply."""
    if check.code in SKIN and not (item.material and item.material.is_exotic):
        return {"result": Finding.Result.ABSENT, "note": "Not an exotic skin."}
    if check.asks not in Check.MEASURED:
        return {"result": Finding.Result.RIGHT}
    if (listed := listed_for(check, item)) is None:
        return {"result": Finding.Result.ABSENT, "note": "The house gives no figure for it."}
    text = in_words(listed.value, listed.unit)
    measured = read(text, check.asks)
    return {
        "result": Finding.Result.RIGHT,
        "entered": text,
        "value": measured.value,
        "unit": measured.unit,
    }
