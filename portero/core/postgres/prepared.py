"""Statements that PostgreSQL plans once per connection: a short read of many tables takes less than its plan."""

from collections.abc import Sequence
from typing import Any
from weakref import WeakSet

from django.db import connection


class Prepared:
    """A query with `$1`, `$2` ... for its values, prepared where a connection first runs it.

    The server makes a new plan by itself when tables or their statistics change. Needs a connection of its own: a
    pooler that hands one session to many clients by turns doesn't know what each of them has prepared.
    """

    def __init__(self, name: str, types: str, query: str) -> None:
        """`name` is unique in the shop, `types` are those of the values: `bigint, text`."""
        self._name = name
        self._prepare = f"prepare {name}({types}) as {query}"
        self._known: WeakSet[Any] = WeakSet()

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """What it finds for these values."""
        with connection.cursor() as cursor:
            own = connection.connection
            if own not in self._known:
                # On the driver's own cursor: it belongs to the connection, and is no query of the first page.
                with own.cursor() as first:
                    first.execute(self._prepare)
                self._known.add(own)
            places = ", ".join(["%s"] * len(values))
            cursor.execute(f"execute {self._name}({places})", values)
            return list(cursor.fetchall())
