"""Indexes for the archive of what was sold (catalog.queries.sold)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0011_change_triggers"),
        ("catalogue", "0032_category_exclude_from_menu_category_long_description"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                models.OrderBy(models.F("sold_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("state", "sold")),
                name="item_sold_latest",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                models.F("category"),
                models.OrderBy(models.F("sold_at"), descending=True),
                condition=models.Q(("state", "sold")),
                name="item_sold_in_category",
            ),
        ),
    ]
