"""Compute the item log again from its rows and name every one that was edited, deleted or inserted."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.log import kept
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
        parser.add_argument(
            "--kept", metavar="FILE", type=Path, action="append", default=[], help="a copy of /log/roots.json"
        )

    def handle(self, *args: Any, item: str | None = None, **options: Any) -> None:
        """Print what is wrong as it is found, then a summary."""
        piece = _piece(item) if item else None
        started = time.monotonic()
        findings = verify(piece, tell=lambda finding: self.stderr.write(str(finding)))
        compared = 0 if piece else kept.verify_against(_copies(options["kept"]), findings)
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{findings.entries:,} entries of {findings.pieces:,} pieces, {findings.roots:,} roots, {compared:,} copies"
            f" of roots in {seconds:.1f} s: "
            + (f"{len(findings.found):,} findings." if findings.found else "all as it was written.")
        )
        if findings.found:
            sys.exit(1)


def _copies(files: list[Path]) -> Iterator[kept.Copy]:
    """Our own, then those of the files. Raises CommandError for one that can't be read."""
    yield from kept.stored()
    for path in files:
        try:
            yield from kept.read(path)
        except (OSError, ValueError) as problem:
            raise CommandError(f"{path}: {problem}") from None


def _piece(text: str) -> str:
    number = read_number(text)
    if number is None or not Item.objects.filter(number=number).exists():
        raise CommandError(f"There is no piece {text}.")
    return str(number)
