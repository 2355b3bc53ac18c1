"""Whether anything was written in this transaction, by PostgreSQL's own count."""

from django.db import connection


def rows_written() -> int:
    """Rows inserted, changed or deleted since it began, also those that were rolled back to a savepoint."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])
