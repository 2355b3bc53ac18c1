"""Fill the shop with invented pieces, a million of them if wished; docs/scale.md."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from catalog.synthesis.draws import Stock
from catalog.synthesis.market import NothingToSynthesise
from catalog.synthesis.run import (
    SynthesisRefused,
    Written,
    processes,
    refuse_in_a_real_shop,
    repair,
    synthesise,
)


class Command(BaseCommand):
    requires_system_checks = ()  # they import every page; `check` is there for them
    help = "Add N invented but plausible pieces to a shop without orders, for measurements."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("count", type=int, metavar="N", help="how many; 0 only repairs what a killed run left")
        add("--seed", type=int, default=7, help="the same seed makes the same pieces (default 7)")
        add("--sold-share", type=float, default=0.1, help="how many of them are sold (default 0.1)")
        add(
            "--jobs",
            type=int,
            default=processes(),
            help="processes that write (default: one per core, at most 4)",
        )
        add("--force", action="store_true", help="also in production or in a shop with orders")

    def handle(self, *args: Any, **options: Any) -> None:
        count, share = options["count"], options["sold_share"]
        if count < 0 or not 0 <= share <= 1 or options["jobs"] < 1:
            raise CommandError("N is 0 or more, the share of sold pieces from 0 to 1, and one job the least.")
        try:
            if not options["force"]:
                refuse_in_a_real_shop()
        except SynthesisRefused as why:
            raise CommandError(f"{why} Nothing was written; --force does it all the same.") from None
        repair(jobs=options["jobs"])
        if count:
            self.stdout.write(
                self._run(Stock(count, options["seed"], share, timezone.now()), options["jobs"])
            )

    def _run(self, wanted: Stock, jobs: int) -> str:
        started = time.monotonic()
        with tqdm(total=wanted.count, unit=" pieces", disable=not sys.stderr.isatty()) as bar:
            try:
                done = synthesise(wanted, jobs=jobs, tick=lambda done, work: _advance(bar, done, work))
            except NothingToSynthesise as why:
                raise CommandError(str(why)) from None
        seconds = time.monotonic() - started
        return (
            f"{done.pieces:,} pieces, {done.rows:,} rows in {seconds:.1f} s: "
            f"{done.pieces / seconds:,.0f} pieces and {done.rows / seconds:,.0f} rows a second."
        )


def _advance(bar: tqdm, done: Written, work: str) -> None:
    bar.set_description(work)
    bar.update(done.pieces)
