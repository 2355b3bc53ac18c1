"""How a code is written down: signs and blanks that mean nothing are taken out."""

import re
import unicodedata

LONGEST = 60  # characters of the longest mark that anybody types in
_BETWEEN = re.compile(r"[\s\-–—_./·•]+")
_NONE = frozenset({"none", "no code", "no serial", "no date code", "nothing", "without"})
_CHIP = frozenset({"chip", "microchip", "rfid", "nfc"})


def compact(text: str) -> str:
    """`sp 09-56` → `SP0956`: upper case, full-width digits as usual ones, no blanks, hyphens, dots or slashes."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def plain(text: str) -> str:
    """In single blanks, lower case."""
    return " ".join(text.split()).casefold()


def says_none(text: str) -> bool:
    """Whether somebody writes that there is no code."""
    return plain(text) in _NONE


def says_chip(text: str) -> bool:
    """Whether somebody writes that there is a chip in place of a code."""
    return plain(text) in _CHIP
