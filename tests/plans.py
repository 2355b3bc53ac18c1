"""Which index a question can be answered from, whatever the planner happens to know of a test's tables."""

from typing import Any

from django.db import connection, transaction


def plan_by(index: str, asked: str, values: Any = ()) -> str:
    """How the question is answered where this index is the only one of its table.

    On tables of a few rows all ways cost about the same, and a vacuum between two tests may turn the choice: so it is
    taken away. A plan that says "Index Cond" looks up; one without "Sort" comes in the index's own order.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_sort = off")
        cursor.execute(
            "update pg_index set indisvalid = false where indexrelid <> %s::regclass"
            " and indrelid = (select indrelid from pg_index where indexrelid = %s::regclass)",
            [index, index],
        )
        cursor.execute(f"explain {asked}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        transaction.set_rollback(True)
    assert index in plan, plan
    return plan
