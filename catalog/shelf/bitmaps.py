"""Sets of row numbers, between compressed bitmaps and numpy."""

from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

Rows = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]
SAVED = 16  # times smaller, from which on runs are worth their slower comparing


def bitmap(rows: npt.NDArray[np.integer]) -> BitMap:
    """The set of these row numbers; quickest when they ascend."""
    # pyroaring reads an array.array in one go and anything else number by number.
    return BitMap(array("I", rows.astype(np.uint32, copy=False).tobytes()))


def numbers(rows: BitMap) -> Rows:
    """The row numbers of a set, ascending."""
    return np.frombuffer(rows.to_array(), dtype=np.uint32)


def in_runs(rows: BitMap) -> BitMap:
    """The set as runs of numbers where next to nothing is left of it; else bits, which are compared much faster."""
    runs = rows.copy()
    runs.run_optimize()
    return runs if _bytes(runs) * SAVED < _bytes(rows) else rows


def _bytes(rows: BitMap) -> int:
    found = rows.get_statistics()
    return (
        found["n_bytes_array_containers"]
        + found["n_bytes_run_containers"]
        + found["n_bytes_bitset_containers"]
    )


class Selected:
    """A set of rows, and their numbers once somebody asks for them."""

    def __init__(self, rows: BitMap) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def places(self) -> npt.NDArray[np.intp]:
        """The row numbers as numpy wants an index: it would convert any other kind again for every column."""
        return numbers(self.rows).astype(np.intp)


def all_in(sets: Iterable[BitMap]) -> BitMap | None:
    """The rows that are in every set; None where no set narrows anything. Smallest first: less to go through."""
    ordered = sorted(sets, key=len)
    return reduce(BitMap.__and__, ordered) if ordered else None


def any_of(sets: Iterable[BitMap]) -> BitMap:
    """The rows that are in at least one set."""
    return reduce(BitMap.__or__, sets, BitMap())


def tiers(rows: BitMap, better: Iterable[BitMap]) -> Iterator[BitMap]:
    """The rows parted by in how many of the sets they are: those in most first; none twice."""
    least = [rows]  # the rows that are in at least so many of the sets
    for wanted in better:
        least.append(BitMap())
        for many in range(len(least) - 1, 0, -1):
            least[many] = least[many] | (least[many - 1] & wanted)
    above = BitMap()
    for reached in reversed(least):
        yield reached - above if above else reached
        above = reached
