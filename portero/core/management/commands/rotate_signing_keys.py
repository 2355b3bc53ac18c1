"""`manage.py rotate_signing_keys`: the last key of SEALING_KEYS signs from now on; runs after every migrate."""

from typing import Any

from django.core.management.base import BaseCommand

from portero.core.sealing import rotation


class Command(BaseCommand):
    help = "Publish the last key of SEALING_KEYS and end the one before it, if it is new; else do nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        began = rotation.rotate()
        self.stdout.write(f"{began.kid} signs from now on." if began else "The signing key is known already.")
