"""A row of ownership or custody is ended, once; nothing else of it changes, and none is deleted."""

from django.db import migrations

ENDED_ONLY = """
create function catalog_only_ended() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.until is null and new.until is not null
       and to_jsonb(new) - 'until' = to_jsonb(old) - 'until' then
        return new;
    end if;
    raise exception '% is only ever ended, once', tg_table_name using errcode = 'check_violation';
end $$;
create trigger catalog_ownership_only_ended before update or delete on catalog_ownership
    for each row execute function catalog_only_ended();
create trigger catalog_custody_only_ended before update or delete on catalog_custody
    for each row execute function catalog_only_ended();
"""
UNDO = """
drop trigger catalog_ownership_only_ended on catalog_ownership;
drop trigger catalog_custody_only_ended on catalog_custody;
drop function catalog_only_ended();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0016_changed_details")]
    operations = [migrations.RunSQL(ENDED_ONLY, UNDO)]
