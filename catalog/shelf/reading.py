"""Pieces as rows of numbers, read by COPY in PostgreSQL's binary form: a million in a few seconds.

Every column is of fixed width and never null, so a row is a fixed number of bytes and numpy reads a block of
them without looping. Words are read apart (catalog.shelf.words): here stand their keys.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
from django.db import connection

from catalog.models import Grade

Records = npt.NDArray[np.void]
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL's
LISTED, NEVER, REDUCED = 1, 2, 4  # bits of `facts`; the grade stands above them
GRADE_SHIFT = 3
GRADES = tuple(Grade.values)
SECOND = 1_000_000  # microseconds
BLOCK = 1 << 22
START, END = 19, 2  # bytes before the first and after the last row, without header extensions

_GRADE = " ".join(f"when '{grade}' then {n}" for n, grade in enumerate(GRADES, start=1))
_FACTS = (
    f"(case i.state when 'listed' then {LISTED} else 0 end"
    f" + case when i.never_carried then {NEVER} else 0 end"
    f" + case when i.previous_price > i.price then {REDUCED} else 0 end"
    f" + (case i.grade {_GRADE} else 0 end << {GRADE_SHIFT}))::int4"
)
# Name, type, expression.
COLUMNS = (
    ("pk", "i8", "i.id"),
    ("listed_at", "i8", "i.listed_at"),  # microseconds since EPOCH
    ("changed", "i8", "i.updated_at"),  # as listed_at; in whole seconds once it is read
    ("price", "i8", "(i.price * 100)::int8"),  # cents
    ("designer", "i8", "i.designer_id"),
    ("category", "i8", "i.category_id"),
    ("style", "i8", "coalesce(i.style_id, 0)"),
    ("shade", "i8", "coalesce(i.colour_id, 0)"),
    ("finish", "i8", "coalesce(i.material_id, 0)"),
    ("hardware", "i8", "coalesce(i.hardware_id, 0)"),
    ("size", "i8", "case i.size when '' then 0 else hashtextextended(i.size, 0) end"),
    ("year", "i4", "coalesce(i.year, 0)::int4"),
    ("ships", "i4", "coalesce(ascii(i.ships_from) * 256 + ascii(substr(i.ships_from, 2, 1)), 0)"),
    ("facts", "i4", _FACTS),
)
SELECT = (
    f"select {', '.join(expression for _, _, expression in COLUMNS)}"  # noqa: S608  (our own words)
    " from catalog_item i where i.state in ('listed', 'sold')"
)


def _layout() -> np.dtype:
    """A row of binary COPY: the number of fields, then each field's length and its bytes, highest first."""
    offsets, at = [], 2
    for _, kind, _ in COLUMNS:
        offsets.append(at + 4)
        at += 4 + int(kind[1])
    names = [name for name, _, _ in COLUMNS]
    formats = [f">{kind}" for _, kind, _ in COLUMNS]
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": at})


LAYOUT = _layout()
RECORD = np.dtype([(name, kind) for name, kind, _ in COLUMNS])


class _Blocks:
    """Takes COPY's bytes as a file would, and keeps rows."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._blocks: list[Records] = []
        self._header = START

    def write(self, data: bytes) -> int:
        self._waiting += data
        if len(self._waiting) > BLOCK:
            self._parse()
        return len(data)

    def records(self) -> Records:
        """All rows that came."""
        self._parse()
        found = np.concatenate([np.empty(0, RECORD), *self._blocks])
        found["changed"] //= SECOND
        return found

    def _parse(self) -> None:
        whole = (len(self._waiting) - self._header - END) // LAYOUT.itemsize
        if whole <= 0:
            return
        rows = np.frombuffer(bytes(self._waiting), LAYOUT, count=whole, offset=self._header)
        self._blocks.append(rows.astype(RECORD))
        del self._waiting[: self._header + whole * LAYOUT.itemsize]
        self._header = 0


def read_all() -> Records:
    """Every listed and sold piece, in the order of listing."""
    found = _copied(SELECT)
    return found[np.lexsort((found["pk"], found["listed_at"]))]


def read_some(pks: Iterable[int]) -> Records:
    """Those of these pieces that are listed or sold."""
    wanted = ",".join(str(int(pk)) for pk in pks)
    return _copied(f"{SELECT} and i.id = any('{{{wanted}}}')") if wanted else np.empty(0, RECORD)


def moment(at: datetime) -> int:
    """A time as `listed_at` has it."""
    return int((at - EPOCH).total_seconds() * SECOND)


def date_of(seconds: int) -> datetime:
    """The time that `changed` says."""
    return EPOCH + timedelta(seconds=seconds)


def _copied(select: str) -> Records:
    blocks = _Blocks()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"copy ({select}) to stdout (format binary)", blocks)
    return blocks.records()
