"""The reference of a bank wire: told to the buyer, found again in what her bank writes.

It is the order number under another name: `R-12345678` is paid with `PW-12345678`. The last digit checks the
others (Damm: one wrong digit, or two that changed places, are never another valid reference).
"""

import re

from stdnum import damm

from orders.order.models import Order

PREFIX = "PW"
# People and banks put spaces, dashes, dots and line breaks anywhere; a ninth digit makes it another number.
WRITTEN = re.compile(r"P[\W_]*W[\W_]*((?:\d[\W_]*){7}\d)(?!\d)", re.IGNORECASE | re.ASCII)


def reference_of(order: Order) -> str:
    """What the buyer writes on the wire for this order: `PW-12345678`."""
    return f"{PREFIX}-{order.number.removeprefix('R-')}"


def order_numbers_in(text: str) -> list[str]:
    """The order numbers whose reference stands in a free text, each once, in the order they are written.

    Spaces, dashes, line breaks and lower case don't matter; a reference with a wrong check digit isn't one.
    """
    found = (re.sub(r"\D", "", match) for match in WRITTEN.findall(text))
    return list(dict.fromkeys(f"R-{digits}" for digits in found if damm.is_valid(digits)))
