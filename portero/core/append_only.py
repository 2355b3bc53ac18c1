"""Rows that tell what happened are appended: the database itself refuses to change or delete them."""

from django.db import migrations

CREATE_FUNCTION = """
create or replace function portero_append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'check_violation';
end $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """A migration operation that makes the table append-only (UPDATE and DELETE raise a check violation)."""
    return migrations.RunSQL(
        CREATE_FUNCTION + f"create trigger {table}_append_only before update or delete on {table} "
        "for each row execute function portero_append_only();",
        f"drop trigger {table}_append_only on {table};",
    )
