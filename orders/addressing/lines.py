"""What a line of an address is: a PO box, a street with or without its number."""

import re

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
