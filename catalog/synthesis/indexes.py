"""Indexes and references are set aside while very many rows come in, and made again in one go.

What is set aside is written down in a table in the same transaction: should the process be killed, the next run (or
`manage.py synthesise_items 0`) makes everything again before it does anything else. Primary keys, unique and check
constraints always stay, and so do triggers.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction

LEDGER = "catalog_set_aside"
INDEXES = """
select 'drop index ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid), 1,
       am.amname = 'gin' from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am am on am.oid = c.relam
where i.indrelid = %s::regclass and not i.indisunique and not i.indisexclusion
"""
REFERENCES = """
select format('alter table %%s drop constraint %%I', conrelid::regclass, conname),
       format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)),
       2, false
from pg_constraint where contype = 'f' and conrelid = %s::regclass
"""


@contextmanager
def set_aside(tables: Sequence[type[models.Model]], *, jobs: int) -> Iterator[None]:
    """Without indexes and references inside the block; `jobs` connections make the indexes again."""
    restore(jobs=jobs)
    _take(tables)
    try:
        yield
    finally:
        restore(jobs=jobs)


def restore(*, jobs: int) -> None:
    """Make again what this run or a killed one set aside. Raises IntegrityError for a reference to nothing."""
    if LEDGER not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        indexes = _noted(cursor, 1)
    # Indexes of one table can be made side by side; references lock both tables, so they come one by one.
    side_by_side(indexes, jobs=jobs, make=_make)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local work_mem = '256MB'")
        for statement in _noted(cursor, 2):
            cursor.execute(statement)
        cursor.execute(f"drop table {LEDGER}")


def side_by_side(statements: Sequence[str], *, jobs: int, make: Callable[[str], None] | None = None) -> None:
    """Run statements on that many connections of their own, or one by one on this one."""
    make = make or _run

    def alone(statement: str) -> None:
        try:
            make(statement)
        finally:
            connection.close()  # this thread's

    if jobs == 1:
        for statement in statements:
            make(statement)
        return
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(alone, statements))


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _noted(cursor: Any, step: int) -> list[str]:
    """The statements that make everything again: indexes are step 1, references 2; what takes longest comes first."""
    cursor.execute(f"select statement from {LEDGER} where step = %s order by slow desc, statement", [step])  # noqa: S608
    return [statement for (statement,) in cursor.fetchall()]


@transaction.atomic
def _take(tables: Sequence[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"create table {LEDGER} (statement text primary key, step int, slow boolean)")
        for table in tables:
            for question in (INDEXES, REFERENCES):
                cursor.execute(question, [table._meta.db_table])
                for drop, again, step, slow in cursor.fetchall():
                    cursor.execute(f"insert into {LEDGER} values (%s, %s, %s)", [again, step, slow])  # noqa: S608
                    cursor.execute(drop)


@transaction.atomic
def _make(statement: str) -> None:
    """One statement; only the text index, which takes longest, gets helpers beside the jobs."""
    helpers = 2 if "USING gin" in statement else 0
    with connection.cursor() as cursor:
        cursor.execute("set local maintenance_work_mem = '512MB'")
        cursor.execute(f"set local max_parallel_maintenance_workers = {helpers}")
        cursor.execute(statement)
        cursor.execute(f"delete from {LEDGER} where statement = %s", [statement])  # noqa: S608
