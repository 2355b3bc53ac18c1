"""What a finding keeps of a measurement, what it lacks, and what is said of it while it is typed."""

from decimal import Decimal
from typing import Any

from authentication.measures.listed import listed_for
from authentication.measures.reading import Measured, NotAMeasure, read
from authentication.models import Check, Finding
from catalog.models import Item


def of(check: Check, text: str) -> tuple[Decimal | None, str]:
    """Number and unit of what was typed; none where nothing can be read: the text stays as it was typed."""
    if check.asks not in Check.MEASURED or not text.strip():
        return None, ""
    try:
        measured = read(text, check.asks)
    except NotAMeasure:
        return None, ""
    return measured.value, measured.unit


def lack(check: Check, finding: Finding) -> str:
    """What keeps a measuring check from being complete, in words; empty: nothing."""
    if check.asks not in Check.MEASURED or finding.value is not None:
        return ""
    if not finding.entered.strip():
        return f"enter {check.get_asks_display().lower()}."
    try:
        read(finding.entered, check.asks)
    except NotAMeasure as why:
        return f"“{finding.entered}” can't be kept as a measurement. {why}"
    return "enter it once more."  # typed before numbers were kept


def figure_of(finding: Finding) -> Measured | None:
    """The number of a finding with its unit."""
    return None if finding.value is None else Measured(finding.value, finding.unit)


def said_of(check: Check, item: Item, text: str, *, compare: bool) -> dict[str, Any]:
    """Sentences for a measurement while it is typed; `compare` with what is on record of the piece."""
    if not text.strip():
        return {"fit": "", "words": "", "lines": []}
    try:
        measured = read(text, check.asks)
    except NotAMeasure as why:
        return {"fit": "unread", "words": "Not a measurement yet", "lines": [str(why)]}
    listed = listed_for(check, item) if compare else None
    if listed is None:
        return {"fit": "unknown", "words": str(measured), "lines": []}
    fit = "doubtful" if listed.off_by(measured) else "plausible"
    return {"fit": fit, "words": str(measured), "lines": [listed.compared(measured)]}
