"""`manage.py certify_demo`: what `seed_demo --for-review` left as drafts, reviewed, graded, certified and listed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.demo import NotInProduction
from authentication.demo import certify_demo


class Command(BaseCommand):
    help = "Review, grade, certify and list the demo pieces that wait for it; outside of production."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"Pieces certified: {certify_demo()}.")
        except NotInProduction as problem:
            raise CommandError(str(problem)) from None
