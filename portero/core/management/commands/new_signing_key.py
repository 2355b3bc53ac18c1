"""`manage.py new_signing_key`: print a private key for the end of SEALING_KEYS; it is stored nowhere."""

from typing import Any

from django.core.management.base import BaseCommand

from portero.core.sealing import private_keys


class Command(BaseCommand):
    help = (
        "Print a new private signing key and its name. Nothing is stored: put it at the end of SEALING_KEYS."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        key = private_keys.fresh()
        self.stderr.write(f"Key {key.kid}. Keep the next line secret, and append it to SEALING_KEYS:")
        self.stdout.write(key.as_text())
