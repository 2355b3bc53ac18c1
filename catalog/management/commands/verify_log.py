"""Compute the item log again from its rows and name every one that was edited, deleted or inserted."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.log.verifying import verify
from catalog.models import Item
from catalog.numbers import read_number


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Verify every chain, root and signature of the item log. Exit status 1 if anything was tampered with."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--item", metavar="P-…", help="only the chain of this piece")

    def handle(self, *args: Any, item: str | None = None, **options: Any) -> None:
        """Print what is wrong as it is found, then a summary."""
        piece = _piece(item) if item else None
        started = time.monotonic()
        findings = verify(piece, tell=lambda finding: self.stderr.write(str(finding)))
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{findings.entries:,} entries of {findings.pieces:,} pieces, {findings.roots:,} roots in {seconds:.1f} s: "
            + (f"{len(findings.found):,} findings." if findings.found else "all as it was written.")
        )
        if findings.found:
            sys.exit(1)


def _piece(text: str) -> str:
    number = read_number(text)
    if number is None or not Item.objects.filter(number=number).exists():
        raise CommandError(f"There is no piece {text}.")
    return str(number)
