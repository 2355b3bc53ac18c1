"""What is entered beside a finding, as the workbench shows it: how a code reads, and what was measured."""

from typing import Any

from authentication.bench.seats import Seat
from authentication.codes.reading_for import read_for
from authentication.measures import measured
from authentication.models import Case, Check

WORDS = {
    "plausible": "Fits what is claimed",
    "unknown": "Nothing to compare it with",
    "doubtful": "Doubtful",
    "impossible": "Impossible",
}


def said_of(seat: Seat, check: Check, text: str) -> dict[str, Any]:
    """What is said of a text that is entered for a check. Outside the house nothing is told of what is on record."""
    case = seat.review.case
    if check.asks == Check.Asks.CODE:
        return _of_code(case, text)
    return measured.said_of(check, case.item, text, compare=not seat.is_outside)


def _of_code(case: Case, text: str) -> dict[str, Any]:
    """Sentences for a code; advice for the person who decides. Nothing for an empty text."""
    typed = " ".join(text.split())[:60]
    if not typed:
        return {"fit": "", "words": "", "lines": []}
    read = read_for(case.item, typed)
    lines = [f"{reading.says} {reading.status.sentence}" for reading in read.decoding.readings]
    fit = read.verdict.fit.word
    return {
        "fit": fit,
        "words": WORDS[fit],
        "lines": [*lines, *(refusal.says for refusal in read.decoding.refusals), read.verdict.why],
    }
