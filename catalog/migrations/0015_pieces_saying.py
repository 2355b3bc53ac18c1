"""Which pieces have some words in their texts, quickly also where hundreds of thousands have.

With little memory PostgreSQL forgets which rows of a page the index meant, and reads the texts of all of them; a walk
through the whole table reads every text anyway; compiling such a query takes longer than running it.
"""

from django.db import migrations

SAYING = """
create function catalog_pieces_saying(asked tsquery) returns bytea language sql stable
set work_mem = '128MB' set enable_seqscan = off set jit = off
as $$
    select string_agg(int4send(id::int), ''::bytea) from catalog_item where words @@ asked
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0014_custody")]
    operations = [migrations.RunSQL(SAYING, "drop function catalog_pieces_saying(tsquery);")]
