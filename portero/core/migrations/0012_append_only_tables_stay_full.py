"""What is append-only isn't emptied either: TRUNCATE passes by triggers of rows, also for the owner of the tables.

Tables that are made later have their trigger from `portero.core.append_only`.
"""

from django.db import migrations

STAY = """
do $$
declare kept record;
begin
    for kept in
        select c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where t.tgname = c.relname || '_append_only' and c.relnamespace = 'public'::regnamespace
          and not exists (select from pg_trigger e where e.tgrelid = c.oid and e.tgname = c.relname || '_emptied')
    loop
        execute format('create trigger %I before truncate on %I for each statement execute function portero_append_only()',
            kept.name || '_emptied', kept.name);
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0011_mail_encloses")]
    # Backwards nothing: each table's own operation takes its trigger away.
    operations = [migrations.RunSQL(STAY, migrations.RunSQL.noop)]
