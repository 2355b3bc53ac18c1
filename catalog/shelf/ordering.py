"""An order of rows by a number (a price, a time) in which any page and any range costs the same.

For a few hundred boundaries there is the set of all rows at or below it. How many rows of a selection come
before a boundary is then one intersection, so the bucket where a page begins is found by halving, and only
the rows of that bucket are sorted. Rows may be added anywhere: a piece that is listed with a date of last
year needs no other row to move.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

import numpy as np
from pyroaring import BitMap

from catalog.shelf.bitmaps import Ints, Rows, bitmap, in_runs, numbers

BUCKETS = 256
SMALL = 2048  # rows that are sorted at once
LOOKED_THROUGH = 16_384  # rows whose ends are found quicker by looking at each
CROWDED = 4  # a bucket this many times the largest at first asks for new boundaries


class Ordering:
    """Rows by key; among equals the newer piece (the higher primary key) comes first, in both directions."""

    def __init__(self, rows: Rows, keys: Ints) -> None:
        self.rebuild(rows, keys)

    def rebuild(self, rows: Rows, keys: Ints) -> None:
        """Choose boundaries that part these rows evenly."""
        by_key = np.argsort(keys, kind="stable")
        rows, keys = rows[by_key], keys[by_key]
        self.room = max(SMALL, -(-len(keys) // BUCKETS))
        bounds = np.unique(keys[self.room - 1 :: self.room])
        ends = np.searchsorted(keys, bounds, side="right")
        self.bounds: list[int] = bounds.tolist()
        self.upto: list[BitMap] = []
        self.sizes: list[int] = np.diff(ends, prepend=0, append=len(keys)).tolist()
        self._most = CROWDED * max(*self.sizes, self.room)
        below, start = BitMap(), 0
        for end in [*ends.tolist(), len(keys)]:
            below = below | bitmap(np.sort(rows[start:end]))
            self.upto.append(in_runs(below))
            start = end

    def add(self, row: int, key: int) -> None:
        """Put a row where it belongs."""
        first = bisect_left(self.bounds, key)
        self.sizes[first] += 1
        for rows in self.upto[first:]:
            rows.add(row)

    def discard(self, row: int, key: int) -> None:
        """Take a row out; `key` is the one it was added with."""
        first = bisect_left(self.bounds, key)
        self.sizes[first] -= 1
        for rows in self.upto[first:]:
            rows.discard(row)

    def is_crowded(self) -> bool:
        """Whether a bucket has grown so large that sorting it takes long."""
        return max(self.sizes) > self._most

    def at_most(self, key: int, keys: Ints) -> BitMap:
        """Rows whose key is that or less."""
        whole = bisect_right(self.bounds, key)  # buckets that lie below it altogether
        bucket = numbers(self._bucket(whole))
        below = self.upto[whole - 1] if whole else BitMap()
        return below | bitmap(bucket[keys[bucket] <= key])

    def page(self, chosen: BitMap, first: int, size: int, keys: Ints, pks: Ints, *, down: bool) -> Rows:
        """The rows of a selection from place `first` on, ascending or `down`."""
        if len(chosen) <= SMALL:
            return _sorted(numbers(chosen), keys, pks, down)[first : first + size]
        start, before = self._begin(chosen, first, down=down)
        found: list[Rows] = []
        wanted = first - before + size
        for bucket in self._from(start, down):
            if wanted <= 0:
                break
            rows = numbers(self._within(bucket, chosen))
            wanted -= len(rows)
            found.append(_sorted(rows, keys, pks, down))
        return np.concatenate(found)[first - before :][:size] if found else numbers(BitMap())

    def ends(self, chosen: BitMap, keys: Ints) -> tuple[int, int]:
        """The lowest and the highest key of a selection that isn't empty."""
        if len(chosen) <= LOOKED_THROUGH:
            found = keys[numbers(chosen)]
            return int(found.min()), int(found.max())
        last = len(self.upto) - 1
        low = _first(last, lambda bucket: self.upto[bucket].intersect(chosen))
        total = len(chosen)
        high = last - _first(
            last, lambda up: self.upto[last - up - 1].intersection_cardinality(chosen) < total
        )
        lowest, highest = (keys[numbers(self._within(bucket, chosen))] for bucket in (low, high))
        return int(lowest.min()), int(highest.max())

    def _begin(self, chosen: BitMap, first: int, *, down: bool) -> tuple[int, int]:
        """The bucket in which place `first` lies, and how many rows of the selection come before it."""
        total, last = len(chosen), len(self.upto) - 1

        def passed(bucket: int) -> int:
            """Rows up to the end of a bucket, counted from the side where the list begins."""
            if not down:
                return self.upto[bucket].intersection_cardinality(chosen)
            at = last - bucket  # counted from the upper end
            return total - (self.upto[at - 1].intersection_cardinality(chosen) if at else 0)

        place = _first(last, lambda bucket: passed(bucket) > first)
        before = passed(place - 1) if place else 0
        return (last - place if down else place), before

    def _from(self, start: int, down: bool) -> Iterator[int]:
        yield from range(start, -1, -1) if down else range(start, len(self.upto))

    def _within(self, at: int, chosen: BitMap) -> BitMap:
        """What of a selection lies in a bucket; two small differences, where the bucket alone is one of large sets."""
        inside = self.upto[at] & chosen
        return inside - self.upto[at - 1] if at else inside

    def _bucket(self, at: int) -> BitMap:
        return self.upto[at] - self.upto[at - 1] if at else self.upto[0]


def _first(count: int, holds: Callable[[int], bool]) -> int:
    """The first of so many places for which it holds, `count` if for none; what holds once, holds from there on.

    Most lists are looked at near their beginning, so it steps from there, further each time, before it halves.
    """
    step = 1
    while step <= count and not holds(step - 1):
        step *= 2
    return bisect_left(range(min(step, count)), True, lo=step // 2, key=holds)


def _sorted(rows: Rows, keys: Ints, pks: Ints, down: bool) -> Rows:
    key = keys[rows]
    return rows[np.lexsort((-pks[rows], -key if down else key))]
