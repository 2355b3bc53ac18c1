"""The project's own table of rates, boundaries and rules (orders/tax/tables), each row with its source.

It replaces the seven base rates that 0003 began with. The day of Portero's registrations isn't documented:
they reach back to the first day of the tables, so that every past sale can be answered.
"""

import datetime
from typing import Any

from django.db import migrations

from orders.tax import shipped

BEGUN = datetime.date(2019, 1, 1)


def load(apps: Any, schema_editor: Any) -> None:
    apps.get_model("tax", "Rate").objects.filter(since=BEGUN, jurisdiction__level="state").delete()
    apps.get_model("tax", "Registration").objects.filter(since=BEGUN).update(since=datetime.date(2000, 1, 1))
    shipped.load(lambda name: apps.get_model("tax", name))


class Migration(migrations.Migration):
    dependencies = [("tax", "0005_stamp")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
