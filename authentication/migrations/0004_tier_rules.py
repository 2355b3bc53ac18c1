"""The tiers of domain.md (Authentication) to begin with; staff edit them from here on."""

from decimal import Decimal
from typing import Any

from django.db import migrations

RULES = [
    ("A", "hermes", "", None),
    ("A", "chanel", "", None),
    ("A", "rolex", "", None),
    ("A", "patek-philippe", "", None),
    ("A", "cartier", "jewelry", None),
    ("A", "", "", Decimal("5000.00")),
    ("B", "", "", Decimal("1000.00")),
]


def seed(apps: Any, schema_editor: Any) -> None:
    rules = apps.get_model("authentication", "TierRule")
    rules.objects.bulk_create(
        rules(tier=tier, designer=designer, category=category, value_from=value)
        for tier, designer, category, value in RULES
    )


class Migration(migrations.Migration):
    dependencies = [("authentication", "0003_cases_clocks")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
