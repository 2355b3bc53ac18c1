"""Order numbers: random, so that nobody reads our volume from them, with a Damm check digit at the end."""

import secrets

from stdnum import damm


def new_number() -> str:
    """`R-` and eight digits; a UniqueConstraint says whether an order has it already, and placing draws again."""
    digits = str(secrets.randbelow(9_000_000) + 1_000_000)
    return f"R-{digits}{damm.calc_check_digit(digits)}"
