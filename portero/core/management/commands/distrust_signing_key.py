"""`manage.py distrust_signing_key <key> --since ... --reason ...`: a private key got out."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portero.core.sealing import rotation


class Command(BaseCommand):
    help = "Publish that nothing this key signed since that time holds any more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kid", help="the key; where a hyphen begins it: last of all, after --")
        parser.add_argument(
            "--since", required=True, type=datetime.fromisoformat, help="2026-11-21T14:00+00:00"
        )
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        since = options["since"]
        if timezone.is_naive(since):
            raise CommandError("Say in which time zone: 2026-11-21T14:00+00:00.")
        try:
            key = rotation.distrust(options["kid"], since=since, reason=options["reason"])
        except rotation.RotationRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{key.kid} is published as not trusted since {since.isoformat()}.")
