"""The daily roots of the item log, with the heads that changed; the database keeps them as they are."""

import django.db.models.deletion
from django.db import migrations, models

from portero.core.append_only import append_only

STAY = """
create trigger catalog_itemlogroot_kept before truncate on catalog_itemlogroot
    for each statement execute function catalog_log_refuse();
create trigger catalog_itemlogleaf_kept before truncate on catalog_itemlogleaf
    for each statement execute function catalog_log_refuse();
"""
UNDO = """
drop trigger catalog_itemlogleaf_kept on catalog_itemlogleaf;
drop trigger catalog_itemlogroot_kept on catalog_itemlogroot;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0026_item_log_begun"),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemLogRoot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("published_at", models.DateTimeField()),
                ("pieces", models.PositiveIntegerField(help_text="leaves of the tree")),
                ("root", models.BinaryField()),
                ("statement", models.TextField(help_text="what is signed, byte for byte: canonical JSON")),
                ("kid", models.CharField(max_length=43, verbose_name="key")),
                ("signature", models.CharField(max_length=100)),
            ],
            options={
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="ItemLogLeaf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(help_text="in the tree, from 0")),
                ("number", models.PositiveIntegerField(help_text="of the chain's last entry")),
                ("digest", models.BinaryField(help_text="of that entry")),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log_leaves",
                        to="catalog.item",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaves",
                        to="catalog.itemlogroot",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("position", "root"), name="log_leaf_once_per_root"),
                    models.UniqueConstraint(fields=("item", "root"), name="log_leaf_of_one_piece"),
                ],
            },
        ),
        append_only("catalog_itemlogroot"),
        append_only("catalog_itemlogleaf"),
        migrations.RunSQL(STAY, UNDO),
    ]
