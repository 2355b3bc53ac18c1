"""Write the words that pieces are found by again: after an upgrade, or after aliases changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from catalog.models import Item
from catalog.searching.texts import vector_of

BATCH = 2_000


class Command(BaseCommand):
    help = "Write the words that pieces are found by again, after an upgrade or after aliases changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help="pieces to a statement")

    def handle(self, *args: Any, **options: Any) -> None:
        last, done = 0, 0
        while batch := list(_after(last)[: options["batch"]]):
            for item in batch:
                item.words = vector_of(item)
            done += Item.objects.bulk_update(batch, ["words"], batch_size=500)
            last = batch[-1].pk
        self.stdout.write(f"{done:,} pieces.")


def _after(last: int) -> Any:
    joins = ("designer", "style", "category__parent", "colour", "material", "hardware")
    return Item.objects.select_related(*joins).filter(pk__gt=last).order_by("pk")
