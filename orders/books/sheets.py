"""The tax report as CSV: by jurisdiction for the return, by order for whoever checks it."""

from collections.abc import Iterator
from typing import Any

from orders.books.report import Levied, Report
from portero.core import spreadsheets

LEVIED = [
    "state", "from", "until", "row", "level", "jurisdiction", "percent",
    "base", "tax", "base given back", "tax given back", "net base", "net tax",
]  # fmt: skip
ORDERS = [
    "state", "tax date", "order", "gross", "exempt", "not taxed", "taxable",
    "sales tax", "duties and import tax", "captured",
]  # fmt: skip
TOTALS = ["state", "from", "until", "what", "sum"]


def write_levied(report: Report, target: Any) -> None:
    """A row per jurisdiction and rate, and their sum."""
    spreadsheets.write(target, LEVIED, _levied(report))


def write_orders(report: Report, target: Any) -> None:
    """A row per order; the columns add up to the totals of the report."""
    rows = (
        [
            report.state,
            o.on.isoformat(),
            o.number,
            o.gross,
            o.exempt,
            o.untaxed,
            o.taxable,
            o.tax,
            o.border,
            o.total,
        ]
        for o in report.sold
    )
    spreadsheets.write(target, ORDERS, rows)


def write_totals(report: Report, target: Any) -> None:
    """The summary, a row per sum."""
    head = [report.state, report.since.isoformat(), report.until.isoformat()]
    spreadsheets.write(target, TOTALS, ([*head, words, amount] for words, amount in report.totals))


WRITERS = {"levied": write_levied, "orders": write_orders, "totals": write_totals}


def _levied(report: Report) -> Iterator[list[Any]]:
    head = [report.state, report.since.isoformat(), report.until.isoformat()]
    for row in report.levied:
        name = [row.level, row.jurisdiction, f"{row.percent.normalize():f}"]
        yield [*head, "jurisdiction", *name, *_sums(row)]
    yield [*head, "sum", "", "", "", "", report.tax, "", report.tax_back, "", report.net_tax]


def _sums(row: Levied) -> list[Any]:
    return [row.base, row.tax, row.base_back, row.tax_back, row.net_base, row.net_tax]
