"""Which pieces are called by some words: an index of those words alone answers that without looking at a piece."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models
import django.db.models.expressions
from django.db import migrations

CALLED = """
create function catalog_pieces_called(asked tsquery) returns bytea language sql stable
set work_mem = '128MB' set enable_seqscan = off set jit = off
as $$
    select string_agg(int4send(id::int), ''::bytea) from catalog_item where ts_filter(words, '{a}') @@ asked
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0017_custody_is_only_ended")]
    operations = [
        migrations.AddIndex(
            model_name="item",
            index=django.contrib.postgres.indexes.GinIndex(
                django.db.models.expressions.Func(
                    django.db.models.F("words"),
                    django.db.models.Value("{a}"),
                    function="ts_filter",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="item_called",
            ),
        ),
        migrations.RunSQL(CALLED, "drop function catalog_pieces_called(tsquery);"),
    ]
