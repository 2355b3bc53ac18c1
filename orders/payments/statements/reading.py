"""Which kind of file it is, and its credits in one shape."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from orders.payments.models import IncomingWire
from orders.payments.statements import camt053, comma, mt940_file
from orders.payments.statements.lines import Line, StatementRefused, Unreadable
from orders.payments.wire_credits import numbered

LARGEST = 5 * 1024 * 1024  # a year of statements of a shop has less than one
MOST_LINES = 5_000
Source = IncomingWire.Source
# The library writes lines it can't read into the log, names and accounts included.
logging.getLogger("mt940").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Statement:
    """What a file says: its kind (a source of IncomingWire), its credits, and what can't be read."""

    source: str
    credits: list[Line]
    unreadable: list[Unreadable]


def read(content: bytes) -> Statement:
    """The credits of a statement file. Raises StatementRefused for a file that isn't one, or is too large."""
    if len(content) > LARGEST:
        raise StatementRefused(f"The file is larger than {LARGEST // 1024 // 1024} MB.")
    if not content.strip():
        raise StatementRefused("The file is empty.")
    source, lines = _reader(content)
    found: list[Line | Unreadable] = []
    for line in lines():
        found.append(line)
        if len(found) > MOST_LINES:
            raise StatementRefused(f"The file has more than {MOST_LINES:,} lines.")
    if not found and source == Source.CSV:
        raise StatementRefused("The file has headings and no lines.")
    found = [_as_money(line) for line in found]
    credits_ = [line for line in found if isinstance(line, Line)]
    told = numbered(line.credit for line in credits_)
    return Statement(
        source,
        [replace(line, credit=credit) for line, credit in zip(credits_, told, strict=True)],
        [line for line in found if isinstance(line, Unreadable)],
    )


def _as_money(line: Line | Unreadable) -> Line | Unreadable:
    """A sum without a currency could be any; a credit of nothing, or of less, is none."""
    if isinstance(line, Line) and line.credit.amount <= 0:
        return Unreadable(line.line, "The entry's sum isn't above zero.")
    if isinstance(line, Line) and not re.fullmatch("[A-Z]{3}", line.credit.currency):
        return Unreadable(line.line, "The entry names no currency.")
    return line


def _reader(content: bytes) -> tuple[str, Callable[[], Iterator[Line | Unreadable]]]:
    start = content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:1]
    if start == b"<":
        return Source.CAMT053, lambda: camt053.lines(content)
    text = _text(content)
    if mt940_file.looks_like(text):
        return Source.MT940, lambda: mt940_file.lines(text)
    return Source.CSV, lambda: comma.lines(text)


def _text(content: bytes) -> str:
    """UTF-8, UTF-16 where it says so, else the letters of Windows, as banks' programs write them."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in content and not wide:
        raise StatementRefused("This isn't a text file.")
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "cp1252"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise StatementRefused("The file's letters can't be read. Save it as UTF-8.")


__all__ = ["LARGEST", "Statement", "StatementRefused", "Unreadable", "read"]
