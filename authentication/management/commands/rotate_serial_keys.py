"""`manage.py rotate_serial_keys`: encrypt all numbers with the last key, and digest them with the pepper in force."""

from typing import Any

from django.core.management.base import BaseCommand

from authentication.serials.rotation import renew_all


class Command(BaseCommand):
    help = (
        "Encrypt the numbers of pieces and lists anew with the last key of SERIAL_KEYS, and digest those that another "
        "pepper digested. Safe to stop and to run again; after it the earlier keys may be taken away."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        renewed, digested = renew_all()
        self.stdout.write(f"{renewed:,} numbers encrypted anew, {digested:,} digested anew.")
