"""Numbers of cases, submissions and agreements: a letter, six random digits, a check digit."""

import secrets

from stdnum import damm


def random_number(letter: str) -> str:
    """`S-4821937`: random, so that nobody reads our volume from it; a unique constraint is the backstop."""
    digits = str(secrets.randbelow(900_000) + 100_000)
    return f"{letter}-{digits}{damm.calc_check_digit(digits)}"
