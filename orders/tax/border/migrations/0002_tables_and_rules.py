"""Charges are append-only; a change of a table changes the stamp; the project's own tables are brought in."""

from typing import Any

from django.db import migrations

from orders.tax.border import shipped
from portero.core.append_only import append_only

TABLES = ["tariffheading", "dutyrate", "countryrule", "importtax", "borderfee"]


def load(apps: Any, schema_editor: Any) -> None:
    shipped.load(lambda name: apps.get_model("border", name))


class Migration(migrations.Migration):
    dependencies = [("border", "0001_initial"), ("tax", "0005_stamp")]
    operations = [
        append_only("border_bordercharge"),
        *(
            migrations.RunSQL(
                f"create trigger border_{table}_changed after insert or update or delete on border_{table} "
                "for each statement execute function portero_tax_changed();",
                f"drop trigger border_{table}_changed on border_{table};",
            )
            for table in TABLES
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
