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

Row = tuple[str, str, Json]


def copied(row: Json) -> Json:
    """A copy of a row, all the way down; nothing copies dicts and lists as quickly."""
    copy: Json = pickle.loads(pickle.dumps(row, pickle.HIGHEST_PROTOCOL))  # noqa: S301  (our own, just written)
    return copy


class Transaction:
    """Reads and staged writes that are kept together or not at all."""

    def __init__(self, tables: dict[str, dict[str, Json]]) -> None:
        self._tables = tables
        self.staged: dict[tuple[str, str], Json] = {}

    def get(self, table: str, key: str) -> Json | None:
        """Return a copy of a row, as this transaction sees it."""
        row = self.staged.get((table, key)) or self._tables.get(table, {}).get(key)
        return None if row is None else copied(row)

    def put(self, table: str, key: str, row: Json) -> None:
        """Stage a row."""
        self.staged[table, key] = copied(row)

    def rows(self, table: str, **equal: Any) -> list[Json]:
        """Return copies of the rows of a table whose fields equal these, oldest first."""
        merged = dict(self._tables.get(table, {}))
        merged.update({key: row for (name, key), row in self.staged.items() if name == table})
        wanted = equal.items()
        return [
            copied(row) for row in merged.values() if all(row.get(name) == value for name, value in wanted)
        ]


class State:
    """Tables of JSON rows behind one lock; operations take microseconds, so one lock is enough."""

    def __init__(self, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.path = path
        self.tables: dict[str, dict[str, Json]] = {}
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

    def _keep(self, rows: list[Row]) -> None:
        if rows and self.path is not None:
            with self.path.open("ab", buffering=0) as journal:
                journal.write(_line(rows))
        self._apply(rows)

    def _apply(self, rows: list[Row]) -> None:
        for table, key, row in rows:
            self.tables.setdefault(table, {})[key] = row

    def _load(self, path: Path) -> None:
        if not path.exists():
            return
        for line in path.read_bytes().splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break
            self._apply([(table, key, row) for table, key, row in json.loads(line)])

    def _rewrite(self, path: Path) -> None:
        rows = [(table, key, row) for table, kept in self.tables.items() for key, row in kept.items()]
        fresh = path.with_name(path.name + ".new")
        fresh.write_bytes(_line(rows) if rows else b"")
        fresh.replace(path)


def _line(rows: list[Row]) -> bytes:
    return json.dumps(rows, separators=(",", ":")).encode() + b"\n"
