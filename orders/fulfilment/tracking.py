"""Tracking numbers: what can be one, and where the carrier shows it."""

import re
from urllib.parse import quote

PAGES = {
    "USPS": "https://tools.usps.com/go/TrackConfirmAction?tLabels=",
    "DHL": "https://www.dhl.com/us-en/home/tracking.html?tracking-id=",
}
FORM = re.compile(r"[A-Z0-9]{8,40}")
# The barcode of a USPS label: routing (420 and the ZIP) before the number that people read.
ROUTED = re.compile(r"420\d{5}(?:\d{4})?(9\d{19,25})")


def tidy(number: str) -> str:
    """The number as carriers store it, without the spaces and hyphens that labels are printed with.

    Raises ValueError for something that can't be a tracking number.
    """
    tidied = re.sub(r"[\s-]+", "", number).upper()
    if not FORM.fullmatch(tidied):
        raise ValueError("A tracking number has 8 to 40 letters and digits. Is it the one on the label?")
    return tidied


def scanned(code: str) -> str:
    """The tracking number in what a scanner read off a label. Raises ValueError as `tidy` does."""
    tidied = tidy(code)
    routed = ROUTED.fullmatch(tidied)
    return routed[1] if routed else tidied


def page(carrier: str, number: str) -> str:
    """The carrier's page for this parcel, or "" for a carrier without a known one."""
    return PAGES[carrier] + quote(number) if number and carrier in PAGES else ""
