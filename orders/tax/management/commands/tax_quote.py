"""`manage.py tax_quote < questions.jsonl`: the tax engine, asked by staff, tests and accountants."""

import io
import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from orders.tax.answers import answer_line
from portero.core import first_run


class Command(BaseCommand):
    help = "Reads one sale as JSON per line and writes its tax as JSON, line by line (docs/tax.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--assume-registered", action="store_true", help="quote states without a registration too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Every line gets an answer, at once; an unusable one gets an error and the next goes on."""
        first_run.create_tables(self.stderr)
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        for line in sys.stdin:
            if line.strip():
                found = answer_line(line, assume_registered=options["assume_registered"])
                # ASCII only, for a pipe of any encoding; an `id` may be any JSON, also a number read as Decimal.
                self.stdout.write(json.dumps(found, default=str))
                self.stdout.flush()
