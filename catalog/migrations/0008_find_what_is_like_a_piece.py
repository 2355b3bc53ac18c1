"""Indexes for the pieces that a piece is compared with (catalog.comparables.candidates)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_landing_texts"),
        ("catalogue", "0032_category_exclude_from_menu_category_long_description"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                models.F("style"),
                models.OrderBy(models.F("sold_at"), descending=True),
                condition=models.Q(("state", "sold")),
                name="item_sold_in_style",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                models.F("designer"),
                models.F("category"),
                models.OrderBy(models.F("sold_at"), descending=True),
                condition=models.Q(("state", "sold")),
                name="item_sold_of_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                models.F("style"),
                models.OrderBy(models.F("listed_at"), descending=True),
                condition=models.Q(("state", "listed")),
                name="item_listed_in_style",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                models.F("designer"),
                models.F("category"),
                models.OrderBy(models.F("listed_at"), descending=True),
                condition=models.Q(("state", "listed")),
                name="item_listed_of_kind",
            ),
        ),
    ]
