"""Provinces of Canada as buyers write them: their import taxes differ."""

from orders.tax.destination import Destination
from orders.tax.words import plain

CANADA = {
    "alberta": "AB",
    "british columbia": "BC",
    "colombie britannique": "BC",
    "manitoba": "MB",
    "new brunswick": "NB",
    "nouveau brunswick": "NB",
    "newfoundland and labrador": "NL",
    "newfoundland": "NL",
    "nova scotia": "NS",
    "nouvelle ecosse": "NS",
    "northwest territories": "NT",
    "nunavut": "NU",
    "ontario": "ON",
    "prince edward island": "PE",
    "ile du prince edouard": "PE",
    "quebec": "QC",
    "pq": "QC",
    "saskatchewan": "SK",
    "yukon": "YT",
}
# The first letter of a Canadian postal code names the province (X: one of two without a tax of their own).
_LETTERS = "A:NL B:NS C:PE E:NB G:QC H:QC J:QC K:ON L:ON M:ON N:ON P:ON R:MB S:SK T:AB V:BC X:NT Y:YT"
BY_POSTCODE = dict(pair.split(":") for pair in _LETTERS.split())


def region_of(to: Destination) -> str:
    """The region that import taxes depend on, as a code; empty where none does or it isn't known."""
    if to.country != "CA":
        return ""
    told = plain(to.state)
    if told.upper() in CANADA.values():
        return told.upper()
    return CANADA.get(told) or BY_POSTCODE.get(to.zip[:1].upper(), "")
