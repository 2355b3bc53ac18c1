"""Certificate numbers: random, so that nobody reads our volume from them or guesses the next one."""

import re
import secrets

from stdnum import damm

FORM = re.compile(r"^\s*K?\s*-?\s*(\d{9})\s*$", re.IGNORECASE)


def new_number() -> str:
    """`K-`, eight digits and a Damm check digit; a UniqueConstraint is the backstop."""
    digits = str(secrets.randbelow(90_000_000) + 10_000_000)
    return f"K-{digits}{damm.calc_check_digit(digits)}"


def read_number(text: str) -> str | None:
    """The number that somebody typed, as it is written; None if it isn't one."""
    found = FORM.match(text)
    return f"K-{found[1]}" if found and damm.is_valid(found[1]) else None
