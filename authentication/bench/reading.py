"""A typed code as the workbench shows it: how it reads, how sure that is, and whether it fits the claim."""

from typing import Any

from authentication.codes.reading_for import read_for
from authentication.models import Case

WORDS = {
    "plausible": "Fits what is claimed",
    "unknown": "Nothing to compare it with",
    "doubtful": "Doubtful",
    "impossible": "Impossible",
}


def said_of(case: Case, text: str) -> dict[str, Any]:
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
