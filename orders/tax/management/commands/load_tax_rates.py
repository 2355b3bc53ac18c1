"""`manage.py load_tax_rates --format cdtfa|sst|components FILE`: a state's rate file into the tables."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orders.tax.loading import cdtfa, components, sst
from orders.tax.loading.told import FileRefused
from orders.tax.loading.writing import File, load

READERS = {"cdtfa": cdtfa.read, "sst": sst.read, "components": components.read}
LABELS = {"cdtfa": "CDTFA list", "sst": "Streamlined rate file", "components": "Component rates"}
OUTCOMES = ["new", "changed", "unchanged", "kept", "refused"]


class Command(BaseCommand):
    help = "Loads a rate file, reports each row, and writes all of it or nothing (docs/tax.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=sorted(READERS))
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            metavar="DATE",
            help="the first day of the rates, where the file gives none or an earlier one",
        )
        parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each row's outcome and the counts. Raises CommandError if the file or one of its rows is refused."""
        path, kind, since = options["file"], options["format"], options["since"]
        file = File(
            source=f"{LABELS[kind]}, {path.name}"[:200],
            official=kind != "components",
            today=timezone.localdate(),
            since=since,
            dry_run=options["dry_run"],
        )
        try:
            counts = load(READERS[kind](path, since), file, lambda row: self.stdout.write(str(row)))
        except FileRefused as error:
            raise CommandError(f"{path.name} is refused, nothing was written: {error}") from error
        self.stdout.write(", ".join(f"{counts.get(name, 0)} {name}" for name in OUTCOMES))
        if counts.get("refused"):
            raise CommandError(f"{path.name} has refused rows: nothing was written.")
        if file.dry_run:
            self.stdout.write("A dry run: nothing was written.")
