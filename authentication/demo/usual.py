"""What a demonstration's reviewer finds: everything as it should be, and what is on record of the piece."""

from typing import Any

from authentication.measures.listed import listed_for
from authentication.measures.reading import read
from authentication.measures.units import in_words
from authentication.models import Check, Finding
from catalog.models import Item

# Where nothing is on record, so that the demonstration's checks are answered.
ELSE = {Check.Asks.MEASURE: "120 mm", Check.Asks.WEIGHT: "250 g", Check.Asks.CARAT: "1 ct"}


# Of exotic skins alone.
SKIN = ("exotic", "skin-mark")


def found(check: Check, item: Item) -> dict[str, Any]:
    """The columns of a finding: as it should be, with what is measured; or that it doesn't apply."""
    if check.code in SKIN and not (item.material and item.material.is_exotic):
        return {"result": Finding.Result.ABSENT, "note": "Not an exotic skin."}
    return {"result": Finding.Result.RIGHT} | _measured(check, item)


def _measured(check: Check, item: Item) -> dict[str, Any]:
    if check.asks not in Check.MEASURED:
        return {}
    listed = listed_for(check, item)
    text = in_words(listed.value, listed.unit) if listed else ELSE[Check.Asks(check.asks)]
    measured = read(text, check.asks)
    return {"entered": text, "value": measured.value, "unit": measured.unit}
