"""What a demonstration's reviewer enters: what is on record of the piece, or what such a piece usually has."""

from typing import Any

from authentication.measures.listed import listed_for
from authentication.measures.reading import read
from authentication.measures.units import in_words
from authentication.models import Check
from catalog.models import Item

# Where nothing is on record, so that the demonstration's checks are answered.
ELSE = {Check.Asks.MEASURE: "120 mm", Check.Asks.WEIGHT: "250 g", Check.Asks.CARAT: "1 ct"}


def entered(check: Check, item: Item) -> dict[str, Any]:
    """The columns of a finding: the text with its number and unit; nothing where nothing is measured."""
    if check.asks not in Check.MEASURED:
        return {}
    listed = listed_for(check, item)
    text = in_words(listed.value, listed.unit) if listed else ELSE[Check.Asks(check.asks)]
    measured = read(text, check.asks)
    return {"entered": text, "value": measured.value, "unit": measured.unit}
