"""All listed and sold pieces as columns; which row a piece has says nothing about its place in a list."""

from collections.abc import Container, Hashable, Iterable, Mapping

import numpy as np
from pyroaring import BitMap

from catalog.shelf.bitmaps import Ints, Rows, bitmap, numbers
from catalog.shelf.column import Column
from catalog.shelf.ordering import Ordering
from catalog.shelf.reading import GRADE_SHIFT, LISTED, NEVER, RECORD, REDUCED, Records
from catalog.shelf.words import FAMILY_OF, Words

STORED = ("designer", "category", "style", "shade", "finish", "hardware", "size", "year", "ships")
NOBODY = -1
SPARE = 1024


class Stock:
    """The rows, what is in them, and who has which value. Whoever changes it keeps others out meanwhile."""

    def __init__(self, records: Records, words: Words) -> None:
        """Rows in the order of the records: pieces listed one after the other then share parts of a bitmap."""
        self.used = len(records)
        room = self.used + SPARE
        self.pks, self.listed_at, self.prices = (
            _with_room(records[name], room) for name in ("pk", "listed_at", "price")
        )
        self.facts = _with_room(records["facts"], room)
        self.changed = _with_room(records["changed"].astype(np.uint32), room)
        self.row_of = np.full(int(records["pk"].max(initial=0)) + SPARE, NOBODY, np.int32)
        self.row_of[records["pk"]] = np.arange(self.used, dtype=np.int32)
        self.free: list[int] = []
        self.kept: dict[tuple[str, Hashable], Ints] = {}
        self.spelled: dict[str, list[str | None]] = {}
        self.every = BitMap(range(self.used))
        listed = records["facts"] & LISTED > 0
        self.listed, self.never, self.reduced = (
            bitmap(np.flatnonzero(records["facts"] & bit)) for bit in (LISTED, NEVER, REDUCED)
        )
        self.columns = {name: Column(records[name].astype(np.int64), listed, room) for name in STORED}
        self.columns["grade"] = Column(records["facts"].astype(np.int64) >> GRADE_SHIFT, listed, room)
        self.families: dict[str, tuple[str, Mapping[int, int]]] = {}
        self.derive(words)
        rows = np.arange(self.used, dtype=np.uint32)
        self.by_time = Ordering(rows, records["listed_at"])
        self.by_price = Ordering(rows, records["price"])

    def derive(self, words: Words) -> None:
        """Families and parent categories follow from the vocabulary; what led elsewhere is made again."""
        self._forget()
        before = self.families
        self.families = {
            **{family: (of, words.families.get(family, {})) for of, family in FAMILY_OF.items()},
            "top": ("category", words.parents),
        }
        for name, (of, leads) in self.families.items():
            led = before[name][1] if name in before else {}
            values = self.columns[of].values
            if name not in before or any(leads.get(one, 0) != led.get(one, 0) for one in values):
                self.columns[name] = self._derived(self.columns[of], leads)

    def _derived(self, column: Column, leads: Mapping[int, int]) -> Column:
        listed = np.zeros(self.used, np.bool_)
        listed[numbers(self.listed)] = True
        by_code = np.array([leads.get(value, 0) for value in column.values], np.int64)
        derived = Column(by_code[column.codes[: self.used]], listed, len(column.codes))
        derived.without(self.free)
        return derived

    def replace(self, pks: Iterable[int], records: Records) -> int:
        """Make the rows of these pieces what was read of them, and take out the others; returns how many differ."""
        self._forget()
        found = {int(record["pk"]): record for record in records}
        return sum(self._replace(pk, found.get(pk)) for pk in set(pks))

    def _forget(self) -> None:
        """What was found out about pieces and words that have changed."""
        self.kept.clear()
        self.spelled.clear()

    def tidy(self) -> None:
        """New boundaries where pieces have crowded between two old ones."""
        for ordering, keys in ((self.by_time, self.listed_at), (self.by_price, self.prices)):
            if ordering.is_crowded():
                rows = numbers(self.every)
                ordering.rebuild(rows, keys[rows])

    def rows(self, pks: Iterable[int]) -> Rows:
        """The rows of those of these pieces that are here, in the same order."""
        if isinstance(pks, BitMap):
            pks = numbers(pks)
        wanted = pks if isinstance(pks, np.ndarray) else np.fromiter(pks, np.int64)
        wanted = wanted[(wanted >= 0) & (wanted < len(self.row_of))]
        rows = self.row_of[wanted]
        return rows[rows != NOBODY].astype(np.uint32)

    def sizes(self, known: Container[int]) -> dict[int, int]:
        """The hashes of sizes that aren't known yet, each with the primary key of a piece that has it."""
        column = self.columns["size"]
        new = [code for code, hashed in enumerate(column.values) if code and hashed not in known]
        return {column.values[code]: self._example(column.rows[code]) for code in new if column.rows[code]}

    def _example(self, rows: BitMap) -> int:
        return int(self.pks[rows.min()])

    def _replace(self, pk: int, record: np.void | None) -> bool:
        row = int(self.row_of[pk]) if pk < len(self.row_of) else NOBODY
        if row == NOBODY and record is None:
            return False
        if row != NOBODY:
            if record is not None and record == self._record(row):
                return False
            self._take_out(row)
        if record is None:
            self.free.append(row)
            self.row_of[pk] = NOBODY
        else:
            self._put_in(self._new_row(pk) if row == NOBODY else row, record)
        return True

    def _record(self, row: int) -> np.void:
        (record,) = np.zeros(1, RECORD)
        record["pk"], record["listed_at"] = self.pks[row], self.listed_at[row]
        record["price"], record["facts"] = self.prices[row], self.facts[row]
        record["changed"] = self.changed[row]
        for name in STORED:
            column = self.columns[name]
            record[name] = column.values[column.codes[row]]
        found: np.void = record
        return found

    def _put_in(self, row: int, record: np.void) -> None:
        facts, listed = int(record["facts"]), bool(record["facts"] & LISTED)
        self.pks[row], self.listed_at[row] = record["pk"], record["listed_at"]
        self.prices[row], self.facts[row] = record["price"], facts
        self.changed[row] = record["changed"]
        self.every.add(row)
        for bit, rows in ((LISTED, self.listed), (NEVER, self.never), (REDUCED, self.reduced)):
            if facts & bit:
                rows.add(row)
        for name in STORED:
            self.columns[name].add(row, int(record[name]), listed=listed)
        self.columns["grade"].add(row, facts >> GRADE_SHIFT, listed=listed)
        for name, (of, led) in self.families.items():
            self.columns[name].add(row, led.get(int(record[of]), 0), listed=listed)
        self.by_time.add(row, int(record["listed_at"]))
        self.by_price.add(row, int(record["price"]))

    def _take_out(self, row: int) -> None:
        listed = row in self.listed
        for rows in (self.every, self.listed, self.never, self.reduced):
            rows.discard(row)
        for column in self.columns.values():
            column.discard(row, listed=listed)
        self.by_time.discard(row, int(self.listed_at[row]))
        self.by_price.discard(row, int(self.prices[row]))

    def _new_row(self, pk: int) -> int:
        if pk >= len(self.row_of):
            self.row_of = np.concatenate([self.row_of, np.full(pk + SPARE, NOBODY, np.int32)])
        if not self.free:
            self._make_room()
        row = self.free.pop() if self.free else self.used
        self.used = max(self.used, row + 1)
        self.row_of[pk] = row
        return row

    def _make_room(self) -> None:
        if self.used < len(self.pks):
            return
        room = self.used + max(SPARE, self.used // 8)
        self.pks, self.listed_at, self.prices, self.facts, self.changed = (
            _with_room(array, room)
            for array in (self.pks, self.listed_at, self.prices, self.facts, self.changed)
        )
        for column in self.columns.values():
            column.reserve(room)


def _with_room(values: Ints, room: int) -> Ints:
    grown = np.zeros(room, values.dtype)
    grown[: len(values)] = values
    return grown
