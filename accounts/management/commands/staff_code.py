"""`manage.py staff_code [email]`: the six-digit codes of the demo staff that work now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import demo


class Command(BaseCommand):
    help = "Print the one-time codes of the demo staff, for a sign-in without a phone. Refuses in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?", default="", help="only this person's code")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            codes = demo.codes(options["email"])
        except demo.NotInProduction as refusal:
            raise CommandError(str(refusal)) from refusal
        if not codes:
            raise CommandError("No demo member of staff has this e-mail. `manage.py demo_logins` lists them.")
        for email, code in codes.items():
            self.stdout.write(f"{email:32}{code}")
