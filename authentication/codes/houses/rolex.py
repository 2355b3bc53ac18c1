"""Rolex: digits alone, a letter before six digits, eight random signs; the letters on a clasp."""

import re

from authentication.codes.facts import Span, eras, rolex_clasps, rolex_prefixes
from authentication.codes.readings import Decoding, Reading, impossible, read, unknown
from authentication.codes.texts import compact

HOUSE = "rolex"
_DIGITS = re.compile(r"^\d{5,7}$", re.ASCII)
_PREFIXED = re.compile(r"^([A-Z])\d{6}$", re.ASCII)
_RANDOM = re.compile(r"^(?=.*[A-Z])(?=.*\d)[A-Z0-9]{8}$", re.ASCII)
_CLASP = re.compile(r"^([A-Z]{2})(\d{1,2})$", re.ASCII)
_MONTHS = 12


def decode(text: str) -> Decoding:
    """A serial from between the lugs or the rehaut, or a clasp's code as `OP9`."""
    code = compact(text)
    if _DIGITS.match(code):
        span = eras()[HOUSE, "digits"]
        says = (
            f"Serials of digits alone were engraved from {span.first} to {span.last}. They began again at 100,000 in "
            "1954, so the number alone gives no year."
        )
        return read(_reading("Serial of digits", says, span))
    if seen := _PREFIXED.match(code):
        return _prefixed(seen[1])
    if _RANDOM.match(code):
        span = eras()[HOUSE, "random"]
        says = f"Eight random signs are used since {span.first}; they tell no year. {_rehaut(span)}".strip()
        return read(_reading("Random serial", says, span))
    if seen := _CLASP.match(code):
        return _clasp(seen[1], int(seen[2]))
    return unknown(
        "A Rolex serial has five to seven digits, a letter and six digits, or eight signs; "
        "a clasp has two letters and a month."
    )


def _prefixed(letter: str) -> Decoding:
    span = rolex_prefixes().get(letter)
    if span is None:
        return impossible(f"No Rolex serial begins with {letter}.")
    years = f"in {span.first}" if span.first == span.last else f"from {span.first} to {span.last}"
    says = f"Serials beginning with {letter} were engraved {years}. {_rehaut(span)}".strip()
    return read(_reading("Serial with a letter", says, span, slack=1))


def _clasp(letters: str, month: int) -> Decoding:
    if not 1 <= month <= _MONTHS:
        return impossible(f"A clasp code ends with its month, and there is no month {month}.")
    span = rolex_clasps().get(letters)
    if span is None:
        return unknown(f"No guide lists the clasp letters {letters}.")
    says = f"The clasp is from month {month} of {span.first}. A clasp can be younger than its watch."
    return read(_reading("Clasp code", says, span))


def _rehaut(span: Span) -> str:
    rehaut = eras()[HOUSE, "rehaut"]
    if (span.last or 9999) < (rehaut.first or 0):
        return "It is engraved between the lugs."
    return f"Since {rehaut.first} it is engraved on the rehaut, from about 2008 on only there."


def _reading(scheme: str, says: str, span: Span, slack: int = 0) -> Reading:
    return Reading(scheme, says, span.status, span.first, span.last, slack=slack, sources=span.sources)
