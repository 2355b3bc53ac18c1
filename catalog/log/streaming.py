"""Millions of rows, one after the other, by COPY: no row of them is kept, and none is made into an object."""

import re
from collections.abc import Callable, Sequence

from django.db import connection

_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_MEANT = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b"b": b"\b", b"f": b"\f", b"v": b"\v", b"N": b"\\N"}
OnRow = Callable[[list[bytes]], None]


def stream(query: str, values: Sequence[object], on_row: OnRow) -> None:
    """Call `on_row` with the columns of each row of the answer, as UTF-8 text."""
    with connection.cursor() as cursor:
        asked = cursor.mogrify(query, values).decode()
        cursor.copy_expert(f"copy ({asked}) to stdout", _Lines(on_row))


class _Lines:
    """What COPY writes into: one line at a time."""

    def __init__(self, on_row: OnRow) -> None:
        self._on_row = on_row

    def write(self, line: bytes) -> None:
        columns = line[:-1].split(b"\t")
        self._on_row([*map(_plain, columns)] if b"\\" in line else columns)


def _plain(column: bytes) -> bytes:
    """Without COPY's escapes."""
    return _ESCAPE.sub(lambda found: _MEANT.get(found[1], found[1]), column)
