"""What the double remembers, on disk too.

The file is a journal: one line of JSON per transaction, appended with a single write. ``kill -9`` can at worst tear
the last line, which is dropped on the next start: a transaction is there whole or not at all. (No fsync: the double
must survive its own death, not the machine's.) Starting rewrites the journal as one line.
"""

import json
import pickle
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import Json


class Row:
    """A row as it is kept, packed: everybody who reads it unpacks a copy of her own.

    Most rows are written and never read again, and bytes are nothing that the garbage collector looks through.
    """

    __slots__ = ("_packed", "_seen")

    def __init__(self, row: Json) -> None:
        self._packed = pickle.dumps(row, pickle.HIGHEST_PROTOCOL)
        self._seen: Json | None = None

    def copy(self) -> Json:
        """The row, all the way down; nothing copies dicts and lists as quickly."""
        copy: Json = pickle.loads(self._packed)  # noqa: S301  (our own, packed above)
        return copy

    def has(self, fields: Json) -> bool:
        """Tell whether its fields equal these; a row that is looked at so once stays unpacked for the next time."""
        if not fields:
            return True
        seen = self._seen = self._seen or self.copy()
        return all(seen.get(name) == value for name, value in fields.items())


Tables = dict[str, dict[str, Row]]
Rows = list[tuple[str, str, Row]]


class Transaction:
    """Reads and staged writes that are kept together or not at all."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.staged: dict[tuple[str, str], Row] = {}

    def get(self, table: str, key: str) -> Json | None:
        """Return a copy of a row, as this transaction sees it."""
        row = self.staged.get((table, key)) or self._tables.get(table, {}).get(key)
        return None if row is None else row.copy()

    def put(self, table: str, key: str, row: Json) -> None:
        """Stage a row."""
        self.staged[table, key] = Row(row)

    def rows(self, table: str, **equal: Any) -> list[Json]:
        """Return copies of the rows of a table whose fields equal these, oldest first."""
        merged = dict(self._tables.get(table, {}))
        merged.update({key: row for (name, key), row in self.staged.items() if name == table})
        return [row.copy() for row in merged.values() if row.has(equal)]


class State:
    """Tables of JSON rows behind one lock; operations take microseconds, so one lock is enough."""

    def __init__(self, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.path = path
        self.tables: Tables = {}
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._load(path)
            self._rewrite(path)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Give a transaction that is kept when the block ends without an exception."""
        with self.lock:
            transaction = Transaction(self.tables)
            yield transaction
            self._keep([(table, key, row) for (table, key), row in transaction.staged.items()])

    def rows(self, table: str, **equal: Any) -> list[Json]:
        """Return copies of the rows of a table whose fields equal these, oldest first."""
        with self.lock:
            return Transaction(self.tables).rows(table, **equal)

    def get(self, table: str, key: str) -> Json | None:
        """Return a copy of one row."""
        with self.lock:
            return Transaction(self.tables).get(table, key)

    def _keep(self, rows: Rows) -> None:
        if rows and self.path is not None:
            with self.path.open("ab", buffering=0) as journal:
                journal.write(_line(rows))
        self._apply(rows)

    def _apply(self, rows: Rows) -> None:
        for table, key, row in rows:
            self.tables.setdefault(table, {})[key] = row

    def _load(self, path: Path) -> None:
        if not path.exists():
            return
        for line in path.read_bytes().splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break
            self._apply([(table, key, Row(row)) for table, key, row in json.loads(line)])

    def _rewrite(self, path: Path) -> None:
        rows = [(table, key, row) for table, kept in self.tables.items() for key, row in kept.items()]
        fresh = path.with_name(path.name + ".new")
        fresh.write_bytes(_line(rows) if rows else b"")
        fresh.replace(path)


def _line(rows: Rows) -> bytes:
    unpacked = [(table, key, row.copy()) for table, key, row in rows]
    return json.dumps(unpacked, separators=(",", ":")).encode() + b"\n"
