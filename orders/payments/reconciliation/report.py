"""A run in words for the terminal, and in columns for the accountant."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from orders.payments.models import Difference, ReconciliationRun
from portero.core.money import dollars
from portero.core.spreadsheets import plain

LINES = ["provider", "kind", "booked", "order", "reference", "ours", "theirs", "currency", "difference"]
TASKS = [*LINES, "what was found", "state", "found", "ended", "how it ended", "closed by"]
Sums = tuple[str, int, Decimal, int, Decimal, Decimal]


def sums(run: ReconciliationRun) -> list[Sums]:
    """Captures, refunds and net: our count and sum, theirs, and ours less theirs; in USD."""
    rows = [
        ("Captures", run.our_captures, run.our_captured, run.their_captures, run.their_captured),
        ("Refunds", run.our_refunds, run.our_refunded, run.their_refunds, run.their_refunded),
        (
            "Net",
            run.our_captures + run.our_refunds,
            run.our_captured - run.our_refunded,
            run.their_captures + run.their_refunds,
            run.their_captured - run.their_refunded,
        ),
    ]
    return [(*row, row[2] - row[4]) for row in rows]


def text(run: ReconciliationRun) -> Iterator[str]:
    """The report, line by line."""
    days = f"{timezone.localtime(run.since):%Y-%m-%d %H:%M} to {timezone.localtime(run.until):%Y-%m-%d %H:%M}"
    yield f"{run.provider}, {days} New York time: {run.get_state_display().lower()}"
    if run.state != ReconciliationRun.State.DONE:
        yield f"  {run.problem}"
        return
    yield f"  {'':10}{'ours':>24}{'theirs':>24}{'difference':>18}"
    for name, count, ours, their_count, theirs, gap in sums(run):
        mine, others = f"{count}  {_sum(ours)}", f"{their_count}  {_sum(theirs)}"
        yield f"  {name:10}{mine:>24}{others:>24}{_sum(gap):>18}"
    yield f"  Differences: {run.found}"
    for difference in run.differences.select_related("payment__order"):
        order = f", order {difference.payment.order.number}" if difference.payment else ""
        yield f"  - {difference.reference}{order}: {difference.about}"


def write_lines(run: ReconciliationRun, target: Any) -> None:
    """Every line of a run as CSV, those that agree too; moments in New York time."""
    writer = csv.writer(target)
    writer.writerow(LINES)
    for line in run.lines.select_related("payment__order"):
        writer.writerow([run.provider, line.kind, *_cells(line), line.difference])


def write_differences(found: Iterable[Difference], target: Any) -> None:
    """Differences as CSV, with how each ended."""
    writer = csv.writer(target)
    writer.writerow(TASKS)
    for row in found:
        kind = "refund" if row.kind.startswith("refund") else "capture"
        by = row.closed_by.get_full_name() if row.closed_by else ""
        end = [
            row.get_state_display(),
            _moment(row.found_at),
            _moment(row.ended_at),
            plain(row.note),
            plain(by),
        ]
        writer.writerow([row.provider, kind, *_cells(row), row.kind, row.about, *end])


def _cells(row: Any) -> list[str]:
    order = row.payment.order.number if row.payment else ""
    amounts = ["" if amount is None else f"{amount:.2f}" for amount in (row.ours, row.theirs)]
    return [_moment(row.at), order, plain(row.reference), *amounts, row.their_currency]


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else ""


def _sum(amount: Decimal) -> str:
    return dollars(amount, cents=True)
