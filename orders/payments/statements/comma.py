"""A statement as CSV: whatever the bank calls its columns, read by their headings."""

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal

from orders.payments.statements.headings import Head, head_of
from orders.payments.statements.lines import Line, Unreadable, day, money, squeezed
from orders.payments.wire_credits import Credit
from orders.payments.wire_reference import WRITTEN
from portero.core.money import CURRENCY

CREDITS = frozenset({"c", "cr", "credit", "crdt", "deposit", "h", "haben", "gutschrift", "+"})
DEBITS = frozenset({"d", "dr", "debit", "dbit", "withdrawal", "s", "soll", "lastschrift", "-"})
# In a column of free words: with an unsigned sum it is money that went out.
LOOKS_OUT = re.compile(r"debit|withdraw|outgoing|lastschrift")
BOOKED = frozenset(
    {"", "book", "booked", "posted", "completed", "complete", "cleared", "settled", "processed", "gebucht"}
)


def lines(text: str) -> Iterator[Line | Unreadable]:
    """Credits and unreadable lines of a CSV with headings. Raises StatementRefused without the needed columns."""
    every = io.StringIO(text, newline="").readlines()
    head = head_of(every)
    rows = csv.reader(io.StringIO("".join(every[head.before + 1 :]), newline=""), delimiter=head.delimiter)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Unreadable(head.before + 1 + rows.line_num, f"The line breaks the CSV: {error}.")
            continue
        if any(cell.strip() for cell in row):
            yield from _line(head.before + 1 + rows.line_num, row, head)


def _line(number: int, row: list[str], head: Head) -> Iterator[Line | Unreadable]:
    cells = {ours: row[at].strip() if at < len(row) else "" for ours, at in head.columns.items()}
    try:
        amount = _credited(cells)
        if amount is None:
            return
        credit = _credit(cells, amount, head.currency)
    except ValueError as error:
        yield Unreadable(number, str(error))
    else:
        yield Line(number, credit)


def _credit(cells: dict[str, str], amount: Decimal, currency: str) -> Credit:
    """Raises ValueError for a day that is none, and for what isn't booked."""
    if cells.get("status", "").lower() not in BOOKED:
        raise ValueError(f"Its status is “{cells['status'][:40]}”: only what is booked is money.")
    reference = squeezed(cells.get("reference"))[:140]
    # A reference of ours is what the payer wrote; the bank's own would differ with each wire.
    hers = reference if WRITTEN.search(reference) else ""
    return Credit(
        amount=amount,
        currency=(cells.get("currency") or currency or CURRENCY).upper(),
        booked_on=day(cells["day"]),
        bank_reference="" if hers else reference,
        payer=squeezed(cells.get("payer")),
        remittance=squeezed(cells.get("remittance"), hers),
    )


def _credited(cells: dict[str, str]) -> Decimal | None:
    """The sum that came in, or None for one that went out. Raises ValueError."""
    way, sort = cells.get("way", "").lower(), cells.get("type", "").lower()
    if {way, sort} & DEBITS or (cells.get("debit") and not cells.get("credit")):
        return None
    amount = money(cells.get("credit") or cells.get("amount") or "")
    if amount <= 0:
        return None
    if "way" in cells and way not in CREDITS:
        raise ValueError(f"“{cells['way'][:40]}” doesn't say whether it came in or went out.")
    if "credit" not in cells and LOOKS_OUT.search(sort):
        raise ValueError(f"“{cells['type'][:40]}” looks like money that went out.")
    return amount
