"""Publish today's root of the item log, unless it is published."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.log import kept, roots


class Command(BaseCommand):
    help = "Sign and publish today's root of the item log; a task does it every night, by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the root of the day."""
        root = roots.publish()
        kept.keep()
        self.stdout.write(
            f"{root.day}: {root.hex} over {root.pieces:,} pieces." if root else "No piece has a log yet."
        )
