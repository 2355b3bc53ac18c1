"""The states' thresholds for remote sellers as the project knows them (orders/books/tables/nexus.csv)."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import migrations

TABLE = Path(__file__).parent.parent / "tables" / "nexus.csv"


def _number(told: str) -> int | None:
    return int(told) if told else None


def load(apps: Any, schema_editor: Any) -> None:
    rule = apps.get_model("books", "NexusRule")
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told = {"amount": Decimal(row.pop("amount")), "sales": _number(row.pop("sales"))}
            found = {"state": row.pop("state"), "since": row.pop("since")}
            rule.objects.get_or_create(**found, defaults=row | told)


class Migration(migrations.Migration):
    dependencies = [("books", "0003_sales_before")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
