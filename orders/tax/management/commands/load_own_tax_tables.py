"""`manage.py load_own_tax_tables`: bring in what a release added to the project's own tax tables."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from orders.tax import shipped
from orders.tax.border import shipped as border


class Command(BaseCommand):
    help = (
        "Adds what is missing of orders/tax/tables and orders/tax/border/tables; again, it changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many rows were new, by table."""
        with transaction.atomic():
            added = shipped.load(lambda name: apps.get_model("tax", name))
            added |= border.load(lambda name: apps.get_model("border", name))
        for table, rows in added.items():
            self.stdout.write(f"{table}: {rows} new")
