"""`manage.py tax_report --state NY --from 2026-09-01 --to 2026-12-01`: sales tax of a state and period."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from orders.books import report, sheets


class Command(BaseCommand):
    help = "Sales tax of one state and period: to read, or as CSV with --csv (levied, orders or totals)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--state", required=True, help="two letters")
        parser.add_argument("--from", dest="since", required=True, type=date.fromisoformat)
        parser.add_argument(
            "--to", dest="until", required=True, type=date.fromisoformat, help="not in the period"
        )
        parser.add_argument("--csv", choices=sheets.WRITERS, help="which table, as CSV")
        parser.add_argument("--output", type=Path, help="a file instead of the screen")

    def handle(self, *args: Any, **told: Any) -> None:
        """Raises CommandError for an empty period."""
        try:
            found = report.of_state(told["state"].upper(), told["since"], told["until"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        if told["output"]:
            with told["output"].open("w", encoding="utf-8", newline="") as file:
                _write(found, told["csv"], file)
        else:
            _write(found, told["csv"], sys.stdout)


def _write(found: report.Report, table: str | None, target: Any) -> None:
    if table:
        sheets.WRITERS[table](found, target)
        return
    lines = [f"{found.state}, {found.since} until {found.until} (not included), {len(found.sold)} orders"]
    lines += [f"  {words:42}{amount:>16,.2f}" for words, amount in found.totals]
    lines.append(f"  {'jurisdiction':42}{'rate':>9}{'base':>16}{'tax':>14}{'back':>14}{'net':>14}")
    for row in found.levied:
        name = f"{row.jurisdiction} ({row.level})"
        sums = f"{row.base:>16,.2f}{row.tax:>14,.2f}{row.tax_back:>14,.2f}{row.net_tax:>14,.2f}"
        lines.append(f"  {name:42}{row.percent.normalize():>8f}%{sums}")
    target.write("\n".join(lines) + "\n")
