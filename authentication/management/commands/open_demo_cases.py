"""`manage.py open_demo_cases`: three pieces for the workbench of a demonstration, after seed_demo."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.demo import NotInProduction
from authentication.demo import open_demo_cases


class Command(BaseCommand):
    help = "Open a case for a bag, a watch and a ring, with photographs; outside of production."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"Cases opened: {open_demo_cases()}.")
        except NotInProduction as problem:
            raise CommandError(str(problem)) from None
