"""Make room for the project's own tables (orders/tax/tables), which 0009 brings in.

They replace the seven base rates that 0003 began with. The day of Portero's registrations isn't documented:
they reach back to the first day of the tables, so that every past sale can be answered.
"""

import datetime
from typing import Any

from django.db import migrations

BEGUN = datetime.date(2019, 1, 1)


def clear(apps: Any, schema_editor: Any) -> None:
    apps.get_model("tax", "Rate").objects.filter(since=BEGUN, jurisdiction__level="state").delete()
    apps.get_model("tax", "Registration").objects.filter(since=BEGUN).update(since=datetime.date(2000, 1, 1))


class Migration(migrations.Migration):
    dependencies = [("tax", "0005_stamp")]
    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
