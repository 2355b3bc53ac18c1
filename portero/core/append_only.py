"""Rows that tell what happened are appended: the database itself refuses to change or delete them.

An UPDATE that changes nothing passes: loading rows that are there already (fixtures, a restored test database) says
what they say.
"""

from django.db import migrations

CREATE_FUNCTION = """
create or replace function portero_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then
        return new;
    end if;
    raise exception '% is append-only', tg_table_name using errcode = 'check_violation';
end $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """A migration operation that makes the table append-only.

    A changing UPDATE, a DELETE and a TRUNCATE, which passes by triggers of rows, are check violations. The tables of a
    database from before have the last one by core's migration 0012.
    """
    return migrations.RunSQL(
        CREATE_FUNCTION + f"create trigger {table}_append_only before update or delete on {table} "
        "for each row execute function portero_append_only();"
        f"create trigger {table}_emptied before truncate on {table} "
        "for each statement execute function portero_append_only();",
        f"drop trigger {table}_append_only on {table}; drop trigger {table}_emptied on {table};",
    )
