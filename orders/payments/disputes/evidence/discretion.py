"""What never leaves the house with the evidence: links that open an order, and the addresses of staff."""

import re
from collections.abc import Iterable
from typing import Any

# A signed link opens the order's page to whoever holds it (orders.access).
SIGNED_LINK = re.compile(r"(/orders/)[^/\s~\"'<>]+~[^/\s\"'<>]+")


def tidy(value: Any, staff_addresses: Iterable[str]) -> Any:
    """The same facts, every text in them without signed links and staff addresses."""
    names = "|".join(re.escape(address) for address in staff_addresses if address)
    return _tidy(value, re.compile(names, re.IGNORECASE) if names else None)


def _tidy(value: Any, staff: re.Pattern[str] | None) -> Any:
    if isinstance(value, dict):
        return {key: _tidy(part, staff) for key, part in value.items()}
    if isinstance(value, list):
        return [_tidy(part, staff) for part in value]
    if not isinstance(value, str):
        return value
    without_links = SIGNED_LINK.sub(r"\1[her link]", value)
    return staff.sub("[Portero staff]", without_links) if staff else without_links
