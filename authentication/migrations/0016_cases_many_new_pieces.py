"""New pieces come by thousands (an import): their clearances are looked at once per statement, not row by row."""

from django.db import migrations

TOGETHER = """
drop trigger authentication_guards_new on catalog_item;
create function authentication_guards_added() returns trigger language plpgsql as $$
begin
    if exists (
        select 1 from added join catalog_clearance c on c.id = added.clearance_id
        where c.kind = 'authentication' and not authentication_clears(added.id, c.reference)
    ) then
        perform authentication_refuse('clearance_needs_passed_case', 'No case of this very piece has passed.');
    end if;
    return null;
end $$;
create trigger authentication_guards_new after insert on catalog_item referencing new table as added
    for each statement execute function authentication_guards_added();
"""
ONE_BY_ONE = """
drop trigger authentication_guards_new on catalog_item;
drop function authentication_guards_added;
create trigger authentication_guards_new before insert on catalog_item for each row
    when (new.clearance_id is not null) execute function authentication_guards_cleared();
"""


class Migration(migrations.Migration):
    dependencies = [("authentication", "0015_codes_alarms")]
    operations = [migrations.RunSQL(TOGETHER, ONE_BY_ONE)]
