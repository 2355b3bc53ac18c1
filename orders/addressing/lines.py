"""What a line of an address is (a PO box, a street with or without its number), and an address in one line."""

import re
from typing import Any

HOME = "US"

# PO Box 12, P.O.Box, Post Office Box, POB 12, Box 12; not a street named Boxwood.
_PO_BOX = re.compile(r"\b(p\.?\s*o\.?\s*b(ox)?|post\s+office\s+box|postbox|postfach)\b", re.IGNORECASE)
_BARE_BOX = re.compile(r"^\s*box\s+\d+\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"\d|\bone\b", re.IGNORECASE)


def is_po_box(*lines: str) -> bool:
    """Whether one of these lines is a box at a post office, which only the post can deliver to."""
    return any(_PO_BOX.search(line) or _BARE_BOX.match(line) for line in lines)


def has_number(line: str) -> bool:
    """Whether a street has a house number (`One Beacon Street` has)."""
    return bool(_NUMBER.search(line))


def in_one_line(address: Any) -> str:
    """`Clara Whitfield, 740 Park Avenue, New York, NY 10021`: Oscar's address as pages and mails say it.

    The country is named where it isn't the United States.
    """
    abroad = address.country.printable_name if address.country_id != HOME else ""
    region = " ".join(filter(None, [address.state, address.postcode]))
    # Without a region the postal code follows its city, as abroad: `Paris 75008`.
    town = [address.line4, region] if address.state else [f"{address.line4} {region}".strip()]
    lines = [address.salutation, address.line1, address.line2, *town, abroad]
    return ", ".join(filter(None, lines))
