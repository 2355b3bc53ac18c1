"""Orders from before the books get their row: the place is their delivery address, the day the one they came."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def write(apps: Any, schema_editor: Any) -> None:
    sale = apps.get_model("books", "TaxedSale")
    orders = apps.get_model("order", "Order").objects.filter(taxed_sale=None, shipping_address__isnull=False)
    for order in orders.select_related("shipping_address").iterator():
        first = order.tax_components.first()
        sale.objects.create(
            order=order,
            country=order.shipping_address.country_id,
            state=order.shipping_address.state[:40],
            on=timezone.localdate(order.date_placed),
            taxed=first is not None,
            matched=first.matched if first else "state",
            ambiguous=first.ambiguous if first else False,
        )


class Migration(migrations.Migration):
    dependencies = [("books", "0002_in_bounds")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
