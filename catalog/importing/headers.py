"""The header of a file: which line it is, which delimiter it has, and what isn't a CSV file at all."""

import csv
import re
from collections.abc import Iterable, Sequence

from catalog.importing.columns import guess
from catalog.importing.values import key_of

DELIMITERS = ",;\t|"
LINES_BEFORE = 30  # how far down a header is looked for below titles and comments
SURE = 3  # so many known columns make a line the header, whatever stands above it
_SEP = re.compile(r'^"?sep=(?P<mark>.)"?\s*$', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
OTHER_KINDS = (
    (b"PK\x03\x04", "an Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"),
    (b"\x1f\x8b", "compressed (gzip): unpack it"),
    (b"%PDF", "a PDF"),
    (b"<!doctype html", "a web page, perhaps the sender's sign-in page"),
    (b"<html", "a web page, perhaps the sender's sign-in page"),
    (b"<?xml", "XML"),
    (b"{", "JSON"),
    (b"[{", "JSON"),
)


def other_kind(head: bytes) -> str:
    """What a file is by its first bytes when it isn't CSV; "" when it may be."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    return next((kind for magic, kind in OTHER_KINDS if start.startswith(magic.lower())), "")


def known_columns(text: str, names: frozenset[str]) -> int:
    """How many columns are known in the best line of a text."""
    return max(
        (max(_known(line, mark, names) for mark in DELIMITERS) for line in text.splitlines()), default=0
    )


def declared_delimiter(line: str) -> str:
    """The delimiter in Excel's `sep=;` line; "" for any other line."""
    found = _SEP.match(line)
    return found["mark"] if found else ""


def header_place(lines: Sequence[str], names: frozenset[str], delimiter: str) -> int:
    """The index of the header: the first line with words, unless one below it names surely more columns."""
    filled = [n for n, line in enumerate(lines) if line.strip(" \t\r\n,;|\ufeff")]
    rows = [n for n in filled if not declared_delimiter(lines[n])]
    if not rows:
        return -1
    known = {n: _known(lines[n], delimiter or delimiter_of(lines[n], names), names) for n in rows}
    best = max(known.values())
    return next(n for n in rows if known[n] == best) if best >= SURE and known[rows[0]] < SURE else rows[0]


def delimiter_of(line: str, names: frozenset[str]) -> str:
    """The delimiter of a header line: the one that gives most known columns, else that stands in it most often."""
    bare = _QUOTED.sub("", line)
    return max(DELIMITERS, key=lambda mark: (_known(line, mark, names), bare.count(mark)))


def _known(line: str, delimiter: str, names: frozenset[str]) -> int:
    return sum(bool(guess(cell)) or key_of(cell) in names for cell in _cells(line, delimiter) if cell.strip())


def _cells(line: str, delimiter: str) -> Iterable[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
