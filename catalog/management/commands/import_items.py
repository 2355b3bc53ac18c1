"""Import pieces from a CSV file; docs/importing.md."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalog.importing.columns import FACTS
from catalog.importing.mapping import Mapping, load_mapping, with_rates
from catalog.importing.refusals import Unusable
from catalog.importing.report import Report
from catalog.importing.run import Import, default_source


class Command(BaseCommand):
    requires_system_checks = ()  # they import every page; `check` is there for them
    help = "Import pieces from a CSV file. Bad rows are reported with line, column and reason; the rest comes in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("file", nargs="?", type=Path, help="the CSV file, in any encoding and delimiter")
        add("--photos", type=Path, metavar="DIR", help="folder with <reference>.jpg, <reference>-2.jpg ...")
        add("--mapping", default="", metavar="FILE.toml", help="their columns and words, or a shipped name")
        add("--source", default="", help="whose references these are (default: mapping, else file name)")
        add(
            "--rate",
            action="append",
            default=[],
            metavar="EUR=1.10",
            help="dollars for one of a currency; repeatable",
        )
        add("--dry-run", action="store_true", help="do everything, then undo it, and report")
        add("--report", type=Path, metavar="FILE.json", help="write the whole account as JSON")
        add("--template", action="store_true", help="print a CSV template and stop")
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--publish", action="store_true", help="list what has grade, price and reason")
        choice.add_argument(
            "--draft", action="store_false", dest="publish", help="leave all as drafts (default)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["template"]:
            csv.writer(self.stdout).writerow(FACTS)
            return
        if not options["file"]:
            raise CommandError("Which file? import_items FILE.csv (or --template for an empty one).")
        try:
            report = self._import(options)
        except Unusable as problem:
            raise CommandError(str(problem)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. A dry run writes nothing.", returncode=130) from None
        if options["report"]:
            report.write(options["report"])
        self.stdout.write(report.summary())
        if report.stopped:
            raise CommandError("Stopped by you.", returncode=130)

    def _import(self, options: dict[str, Any]) -> Report:
        mapping = load_mapping(options["mapping"]) if options["mapping"] else Mapping()
        mapping = with_rates(mapping, options["rate"])
        path: Path = options["file"]
        _check_report(options["report"])
        size = path.stat().st_size if path.is_file() else 0
        with tqdm(total=size, unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
            return Import(
                path=path,
                mapping=mapping,
                source=(options["source"] or default_source(path, mapping))[:60],
                publish=options["publish"],
                dry_run=options["dry_run"],
                photos=options["photos"],
                tick=lambda position: _advance(bar, position),
            ).run()


def _check_report(path: Path | None) -> None:
    """Raises Unusable when the report couldn't be written at the end; that is too late to learn it."""
    if path and not path.resolve().parent.is_dir():
        raise Unusable(f"There is no folder for the report {path}.")
    try:
        if path:
            path.open("a").close()
    except OSError as problem:
        raise Unusable(f"The report {path} can't be written: {(problem.strerror or '').lower()}.") from None


def _advance(bar: tqdm, position: int) -> None:
    bar.update(position - bar.n)
