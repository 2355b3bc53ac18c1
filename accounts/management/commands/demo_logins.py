"""`manage.py demo_logins`: who can sign in to a demonstration, printed as a table."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import demo


class Command(BaseCommand):
    help = "Create the demo people if they are missing, and print how to sign in. Refuses in production."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            demo.create_demo_people()
            secrets = demo.secrets()
        except demo.NotInProduction as refusal:
            raise CommandError(str(refusal)) from refusal
        for person in demo.PEOPLE:
            secret = secrets.get(person.email, "")
            self.stdout.write(f"{person.email:32}{person.role or 'Client':22}{secret}".rstrip())
        self.stdout.write(f'The password of all is "{demo.PASSWORD}". Staff also need a six-digit code:')
        self.stdout.write("add the secret to an authenticator app, or ask for the current codes: make code")
