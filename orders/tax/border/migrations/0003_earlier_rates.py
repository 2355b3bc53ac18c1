"""Finland's and Switzerland's rates before their last change, so that a past day is answered too."""

from typing import Any

from django.db import migrations

from orders.tax.border import shipped


def load(apps: Any, schema_editor: Any) -> None:
    shipped.load(lambda name: apps.get_model("border", name))


class Migration(migrations.Migration):
    dependencies = [("border", "0002_tables_and_rules")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
