"""Databases that stand already get the append-only rule as it is now: writing a row as it is passes."""

from django.db import migrations

from portero.core.append_only import CREATE_FUNCTION


class Migration(migrations.Migration):
    dependencies = [("core", "0005_mails_with_a_way_out")]
    operations = [migrations.RunSQL(CREATE_FUNCTION, migrations.RunSQL.noop)]
