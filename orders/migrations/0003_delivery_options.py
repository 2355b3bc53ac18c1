"""The delivery options Portero opens with; staff change charges and days in admin.

Transit days: USPS three to five business days is the shop's promise (domain.md, Delivery).
"""

from decimal import Decimal
from typing import Any

from django.db import migrations

OPTIONS = [
    ("standard", "domestic", "USPS", "Priority Mail, insured", 3, 5, "40.00"),
    ("expedited", "domestic", "USPS", "Priority Mail Express, insured", 1, 2, "75.00"),
    ("standard", "international", "DHL", "Express Worldwide, insured", 4, 6, "60.00"),
    ("expedited", "international", "DHL", "Express 12:00, insured", 2, 3, "110.00"),
]
FIELDS = ("speed", "lane", "carrier", "service", "days_min", "days_max")


def add(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("orders", "DeliveryOption")
    for *facts, charge in OPTIONS:
        model.objects.create(**dict(zip(FIELDS, facts, strict=True)), charge=Decimal(charge))


def remove(apps: Any, schema_editor: Any) -> None:
    apps.get_model("orders", "DeliveryOption").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_rules_in_the_database")]
    operations = [migrations.RunPython(add, remove)]
