"""A change of a rule changes the stamp that processes compare; the shipped rules are brought in."""

from typing import Any

from django.db import migrations

from orders.routes import shipped


def load(apps: Any, schema_editor: Any) -> None:
    shipped.load(lambda name: apps.get_model("routes", name))


class Migration(migrations.Migration):
    dependencies = [("routes", "0001_initial"), ("tax", "0005_stamp")]
    operations = [
        migrations.RunSQL(
            "create trigger routes_routerule_changed after insert or update or delete on routes_routerule "
            "for each statement execute function portero_tax_changed();",
            "drop trigger routes_routerule_changed on routes_routerule;",
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
