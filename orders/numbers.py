"""Order numbers: random, so that nobody reads our volume from them, with a Damm check digit at the end."""

import secrets

from stdnum import damm

from orders.order.models import Order


def new_number() -> str:
    """A number no order has: `R-` and eight digits (a UniqueConstraint is the backstop)."""
    while True:
        digits = str(secrets.randbelow(9_000_000) + 1_000_000)
        number = f"R-{digits}{damm.calc_check_digit(digits)}"
        if not Order.objects.filter(number=number).exists():
            return number
