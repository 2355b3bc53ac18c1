"""`manage.py new_serial_key`: print a key for the end of SERIAL_KEYS; it is stored nowhere."""

from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Print a new key that encrypts numbers of pieces. Nothing is stored: put it at the end of SERIAL_KEYS."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(Fernet.generate_key().decode())
