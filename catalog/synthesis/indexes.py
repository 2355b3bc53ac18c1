"""Indexes and references are set aside while very many rows come in, and made again in one go.

What is set aside is written down in a table in the same transaction: should the process be killed, the next run (or
`manage.py synthesise_items 0`) makes everything again before it does anything else. Primary keys, unique and check
constraints always stay, and so do triggers.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import chain

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
# The table with the text index comes first: its references then have the longest time.
NOTED = f"""
select of_table, statement from {LEDGER} where step = %s
order by bool_or(slow) over (partition by of_table) desc, of_table, slow desc, statement
"""  # noqa: S608
NOTE = f"insert into {LEDGER} values (%s, %s, %s, %s)"  # noqa: S608
Noted = Mapping[str, Sequence[str]]


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
    """Make again what this run or a killed one set aside. Raises IntegrityError for a reference to nothing.

    Indexes of one table can be made side by side, references of one table only one by one: so a table's references
    begin when its last index is there, beside the indexes of the next table.
    """
    if LEDGER not in connection.introspection.table_names():
        return
    indexes, references = (_noted(step) for step in (1, 2))
    if jobs == 1:
        for statement in [*chain(*indexes.values()), *chain(*references.values())]:
            _make(statement)
    else:
        _make_side_by_side(indexes, references, jobs)
    _run(f"drop table {LEDGER}")


def _make_side_by_side(indexes: Noted, references: Noted, jobs: int) -> None:
    lock, left = threading.Lock(), {table: len(statements) for table, statements in indexes.items()}
    waiting: list[Future[None]] = []

    def make(table: str, statement: str) -> None:
        try:
            _make(statement)
            with lock:
                left[table] -= 1
                if not left[table] and table in references:
                    waiting.append(pool.submit(refer, table))
        finally:
            connection.close()  # this thread's

    def refer(table: str) -> None:
        try:
            for statement in references[table]:
                _make(statement)
        finally:
            connection.close()

    with ThreadPoolExecutor(jobs) as pool:
        made = [pool.submit(make, table, one) for table, statements in indexes.items() for one in statements]
        waiting += [pool.submit(refer, table) for table in references if table not in indexes]
        wait(made)
    for done in (*made, *waiting):
        done.result()


def side_by_side(statements: Sequence[str], *, jobs: int) -> None:
    """Run statements on that many connections of their own, or one by one on this one."""

    def alone(statement: str) -> None:
        try:
            _run(statement)
        finally:
            connection.close()  # this thread's

    if jobs == 1:
        for statement in statements:
            _run(statement)
        return
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(alone, statements))


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _noted(step: int) -> Noted:
    """The statements that make everything again, by table: indexes are step 1, references 2; slow ones come first."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(NOTED, [step])
        for table, statement in cursor.fetchall():
            found.setdefault(table, []).append(statement)
    return found


@transaction.atomic
def _take(tables: Sequence[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"create table {LEDGER} (statement text primary key, step int, slow boolean, of_table text)"
        )
        for table in (table._meta.db_table for table in tables):
            for question in (INDEXES, REFERENCES):
                cursor.execute(question, [table])
                for drop, again, step, slow in cursor.fetchall():
                    cursor.execute(NOTE, [again, step, slow, table])
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
