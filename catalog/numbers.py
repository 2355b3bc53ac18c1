"""Item numbers: `P-`, digits, and a Damm check digit that catches every single slip and swap of neighbours."""

import re

from django.db import connection
from stdnum import damm

FORM = re.compile(r"^\s*P?\s*-?\s*(\d{6,10})\s*-?\s*(\d)\s*$", re.IGNORECASE)


def number_from(digits: int) -> str:
    """The item number of these digits: 104418 → P-104418-4. Raises ValueError below six digits."""
    if digits < 100_000:
        raise ValueError("Item numbers have at least six digits.")
    return f"P-{digits}-{damm.calc_check_digit(str(digits))}"


def read_number(text: str) -> str | None:
    """The item number that somebody typed, in its written form, or None if it isn't one (also a wrong check digit)."""
    found = FORM.match(text)
    if not found or not damm.is_valid("".join(found.groups())):
        return None
    return f"P-{found[1]}-{found[2]}"


def looks_like_number(text: str) -> bool:
    """Whether somebody meant an item number, be it right or mistyped: `P-104418-9`."""
    return bool(FORM.match(text)) and text.strip().upper().startswith("P")


def meant_by(text: str) -> list[str]:
    """The right numbers that a mistyped one may stand for: one digit is another, or two neighbours changed places.

    Empty for what doesn't look like a number. Of each digit exactly one other makes the check digit fit.
    """
    found = FORM.match(text)
    if not found:
        return []
    typed = "".join(found.groups())
    slips = {typed[:n] + digit + typed[n + 1 :] for n in range(len(typed)) for digit in "0123456789"}
    swaps = {typed[:n] + typed[n + 1] + typed[n] + typed[n + 2 :] for n in range(len(typed) - 1)}
    right = sorted(one for one in slips | swaps if one != typed and damm.is_valid(one))
    return [f"P-{one[:-1]}-{one[-1]}" for one in right]


def new_numbers(count: int = 1) -> list[str]:
    """That many numbers nobody has had before, from the database's sequence (gaps are fine)."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('catalog_item_digits') from generate_series(1, %s)", [count])
        return [number_from(row[0]) for row in cursor.fetchall()]
