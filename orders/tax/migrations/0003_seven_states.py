"""The seven states Portero is registered in, with their base rates and shipping rules as of 2026.

Source of each rate: the state's revenue department, as collected in July 2026. Local rates follow with
the tax engine. Whether separately stated shipping is taxed: CA no (up to the carrier's cost), MD no,
CT, NJ, NY yes, FL and IL yes as long as pickup is not offered.
"""

import datetime
from decimal import Decimal
from typing import Any

from django.db import migrations

SINCE = datetime.date(2019, 1, 1)
STATES = [
    ("CA", "California", "7.25", False, "California CDTFA, 2026"),
    ("CT", "Connecticut", "6.35", True, "Connecticut DRS, 2026"),
    ("FL", "Florida", "6", True, "Florida DOR, 2026"),
    ("IL", "Illinois", "6.25", True, "Illinois DOR, 2026"),
    ("MD", "Maryland", "6", False, "Comptroller of Maryland, 2026"),
    ("NJ", "New Jersey", "6.625", True, "New Jersey Division of Taxation, 2026"),
    ("NY", "New York", "4", True, "New York DTF, 2026"),
]


def add(apps: Any, schema_editor: Any) -> None:
    registration, jurisdiction, rate = (
        apps.get_model("tax", name) for name in ("Registration", "Jurisdiction", "Rate")
    )
    for code, name, percent, shipping, source in STATES:
        registration.objects.create(
            state=code, name=name, since=SINCE, shipping_taxable=shipping, source=source
        )
        state = jurisdiction.objects.create(state=code, level="state", name=name)
        rate.objects.create(jurisdiction=state, percent=Decimal(percent), since=SINCE, source=source)


def remove(apps: Any, schema_editor: Any) -> None:
    for name in ("Rate", "Jurisdiction", "Registration"):
        apps.get_model("tax", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("tax", "0002_append_only")]
    operations = [migrations.RunPython(add, remove)]
