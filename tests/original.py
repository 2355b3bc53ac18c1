"""After a test that commits: every table as the migrations left it, in a few milliseconds.

Django would truncate them all, eight hundred indexes with them, and load what migrations had put in again from
JSON, row by row: three seconds of processor time for each such test.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Mark = tuple[int, int]  # how many rows, and the youngest transaction that wrote one


@dataclass
class Originals:
    """What the tables of this database held before the first test."""

    marks: dict[str, Mark] = field(default_factory=dict)

    def remember(self, connection: BaseDatabaseWrapper) -> None:
        """Keep a copy of what is in a table now, in a schema that nobody else looks at."""
        with connection.cursor() as cursor:
            self.marks = _marks(cursor, _tables(cursor))
            cursor.execute("CREATE SCHEMA original")
            for table, (rows, _) in self.marks.items():
                if rows:
                    cursor.execute(f'CREATE TABLE original."{table}" AS TABLE public."{table}"')

    def restore(self, connection: BaseDatabaseWrapper) -> None:
        """Only the tables that somebody wrote into; as a replica, so that no trigger has a say in it."""
        with connection.cursor() as cursor:
            now = _marks(cursor, list(self.marks))
            touched = [table for table, mark in self.marks.items() if now[table] != mark]
            if not touched:
                return
            with transaction.atomic(using=connection.alias):
                cursor.execute("SET LOCAL session_replication_role = replica")
                for table in touched:
                    cursor.execute(f'DELETE FROM public."{table}"')
                    if self.marks[table][0]:
                        _refill(cursor, table)
            self.marks |= _marks(cursor, touched)


def _refill(cursor: Any, table: str) -> None:
    cursor.execute(
        "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    columns = cursor.fetchone()[0]
    cursor.execute(f'INSERT INTO public."{table}" ({columns}) SELECT {columns} FROM original."{table}"')


def _tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def _marks(cursor: Any, tables: list[str]) -> dict[str, Mark]:
    one = "SELECT '{0}', count(*), coalesce(max(xmin::text::bigint), 0) FROM public.\"{0}\""
    cursor.execute(" UNION ALL ".join(one.format(table) for table in tables))
    return {table: (rows, youngest) for table, rows, youngest in cursor.fetchall()}
