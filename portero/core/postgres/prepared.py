"""Statements that PostgreSQL plans once per connection: a short one takes less than its plan."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


class Prepared:
    """A statement with `$1`, `$2` ... for its values, prepared where a connection first runs it.

    The server makes a new plan by itself when tables or their statistics change. Needs a connection of its own: a
    pooler that hands one session to many clients by turns doesn't know what each of them has prepared.
    """

    def __init__(self, name: str, types: str, query: str) -> None:
        """`name` is unique in the shop, `types` are those of the values: `bigint, text`; empty: as the query says."""
        self._name = name
        self._prepare = f"prepare {name}{f'({types})' if types else ''} as {query}"

    def call(self, values: Sequence[Any], connection: Any) -> str:
        """The words that run it with so many values, on this connection, which is open."""
        known: set[str] = connection.prepared  # portero.core.postgres.base
        if self._name not in known:
            # On the driver's own cursor: it belongs to the connection, and is no query of the first page.
            with connection.wrap_database_errors, connection.connection.cursor() as first:
                first.execute(self._prepare)
            known.add(self._name)
        places = ", ".join(["%s"] * len(values))
        return f"execute {self._name}({places})" if places else f"execute {self._name}"

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """What it finds for these values."""
        connection = own_connection()
        with connection.cursor() as cursor:
            cursor.execute(self.call(values, connection), values)
            return list(cursor.fetchall())

    def done(self, values: Sequence[Any]) -> int:
        """How many rows it wrote."""
        connection = own_connection()
        with connection.cursor() as cursor:
            cursor.execute(self.call(values, connection), values)
            written: int = cursor.rowcount
        return written


def own_connection() -> Any:
    """This thread's connection itself. `django.db.connection` looks for it anew at each mention: a sale has 300."""
    return connections[DEFAULT_DB_ALIAS]


@lru_cache(maxsize=1000)
def prepared(words: str) -> Prepared:
    """The statement of these words, with `%s` for its values; there must be a limited number of such words."""
    name = f"own_{hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()[:16]}"
    first, *others = words.split("%s")
    return Prepared(
        name, "", first + "".join(f"${n}{part}" for n, part in zip(count(1), others, strict=False))
    )
