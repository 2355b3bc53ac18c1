"""One fact of all pieces: for every value the set of rows that have it, and for every row its value."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from catalog.shelf.bitmaps import Ints, Selected, bitmap

NONE = 0  # the code of pieces without that fact
# What counting costs, in nanoseconds, measured at a million rows (docs/shelf.md): it chooses between two ways.
A_VALUE, A_MEMBER, A_DENSE_VALUE, A_ROW, A_COLUMN = 300, 0.45, 2_000, 1.8, 10_000


class Column:
    """Values are numbers as the database has them (a key, a year, a hash); 0 is none.

    `codes` has room for more rows than there are; `totals` counts the listed pieces by code.
    """

    def __init__(self, values: Ints, listed: npt.NDArray[np.bool_], room: int) -> None:
        found, codes = _coded(values)
        self.values: list[int] = [NONE, *found]
        self.code_of: dict[int, int] = {value: code for code, value in enumerate(self.values)}
        self.codes = np.zeros(room, dtype=np.uint16 if len(self.values) < 2**16 else np.uint32)
        self.codes[: len(codes)] = codes
        self._cost: float | None = None
        present = self.codes[: len(codes)]
        self.totals = np.bincount(present[listed], minlength=len(self.values))
        by_code = np.argsort(present, kind="stable")
        ends = np.cumsum(np.bincount(present, minlength=len(self.values)))
        self.rows: list[BitMap] = [bitmap(rows) for rows in np.split(by_code, ends[:-1])]

    def reserve(self, room: int) -> None:
        """Room for that many rows."""
        self.codes = np.concatenate([self.codes, np.zeros(room - len(self.codes), self.codes.dtype)])

    def add(self, row: int, value: int, *, listed: bool) -> None:
        """This row has that value now."""
        code = self._code(value)
        self.codes[row] = code
        self.rows[code].add(row)
        self.totals[code] += listed
        self._cost = None

    def discard(self, row: int, *, listed: bool) -> None:
        """This row has left the shelf."""
        code = self.codes[row]
        self.rows[code].discard(row)
        self.totals[code] -= listed

    def without(self, rows: Iterable[int]) -> None:
        """Forget rows that no piece has."""
        for row in rows:
            self.rows[self.codes[row]].discard(row)

    def having(self, values: Iterable[int]) -> list[BitMap]:
        """The rows of each of these values; values that no piece ever had are left out."""
        codes = (self.code_of.get(value) for value in values)
        return [self.rows[code] for code in codes if code]

    def counts(self, base: Selected) -> Ints:
        """How many of a selection have each value, by code.

        Either the selection is intersected with every value, or every row of it is looked up: few values
        and many rows are quicker the first way, many values and few rows the second.
        """
        if self._by_value() < A_COLUMN + A_ROW * len(base):
            counted = map(base.rows.intersection_cardinality, self.rows)
            return np.fromiter(counted, np.int64, len(self.rows))
        return np.bincount(self.codes.take(base.places), minlength=len(self.values))

    def _by_value(self) -> float:
        """What intersecting with every value costs."""
        if self._cost is None:
            self._cost = self._measured()
        return self._cost

    def _measured(self) -> float:
        dense = len(self.codes) // 16  # above it a part of a bitmap holds bits, not numbers
        members = self.totals
        cost = np.where(members > dense, A_DENSE_VALUE, members * A_MEMBER)
        return float(cost.sum()) + A_VALUE * len(members)

    def _code(self, value: int) -> int:
        code = self.code_of.get(value)
        if code is None:
            code = self.code_of[value] = len(self.values)
            self.values.append(value)
            self.rows.append(BitMap())
            self.totals = np.append(self.totals, 0)
            if code == 2**16:
                self.codes = self.codes.astype(np.uint32)
        return code


def _coded(values: Ints) -> tuple[list[int], npt.NDArray[np.integer]]:
    """The values other than none, and for every row the place of its value among them, counted from one."""
    if len(values) and values.min() >= 0 and values.max() < 4 * len(values) + 2**16:
        present = np.bincount(values) > 0  # small numbers: no need to sort a million of them
        present[0] = False
        return np.flatnonzero(present).tolist(), np.where(values == 0, 0, np.cumsum(present)[values])
    found, codes = np.unique(values, return_inverse=True)
    known = found != NONE
    return found[known].tolist(), np.where(known, np.cumsum(known), 0)[codes]
