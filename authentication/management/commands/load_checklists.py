"""`manage.py load_checklists`: publish the checklists that the shop begins with; after the vocabulary is there."""

from typing import Any

from django.core.management.base import BaseCommand

from authentication.checklists.seeding import seed_checklists


class Command(BaseCommand):
    help = "Publish the shipped checklists of kinds of pieces and designers that have none yet."

    def handle(self, *args: Any, **options: Any) -> None:
        made = seed_checklists()
        self.stdout.write(f"Checklists published: {', '.join(made) or 'none, all are there'}.")
