"""The sweep that completes orders finds the few that are delivered by an index, however many orders there are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("returns", "0003_refunds_over_payments")]
    operations = [
        migrations.RunSQL(
            "create index order_delivered on order_order (id) where status = 'delivered'",
            "drop index order_delivered",
        )
    ]
