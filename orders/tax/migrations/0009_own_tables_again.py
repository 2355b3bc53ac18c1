"""Bring in the project's own tables of rates, boundaries and rules, each row with its source.

A shop that had an earlier edition loses the rows that were wrong in it.
"""

from typing import Any

from django.db import migrations

from orders.tax import shipped


def load(apps: Any, schema_editor: Any) -> None:
    def model(name: str) -> Any:
        return apps.get_model("tax", name)

    model("TaxRule").objects.filter(kind="holiday").delete()
    model("Rate").objects.filter(jurisdiction__state="CA", jurisdiction__name="Malibu").delete()
    for row in shipped.rows_of("states.csv"):
        model("ShippingRule").objects.filter(state=row["state"]).update(gift_wrap=row["gift_wrap"])
    shipped.load(model)


class Migration(migrations.Migration):
    dependencies = [("tax", "0008_gift_wrap")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
