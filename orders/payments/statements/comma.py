"""A statement as CSV: whatever the bank calls its columns, read by their headings."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from orders.payments.statements.lines import Line, StatementRefused, Unreadable, day, money, squeezed
from orders.payments.wire_credits import Credit
from portero.core.money import CURRENCY

# Our word: the headings banks use for it, without spaces, dashes and capitals. The first column found counts.
HEADINGS: dict[str, tuple[str, ...]] = {
    "day": ("bookingdate", "postingdate", "postdate", "transactiondate", "valuedate", "date", "buchungstag"),
    "credit": ("credit", "creditamount", "deposit", "deposits", "paidin", "amountcredited", "moneyin"),
    "debit": ("debit", "debitamount", "withdrawal", "withdrawals", "paidout", "moneyout"),
    "amount": ("amount", "transactionamount", "betrag"),
    "sign": ("creditdebit", "debitcredit", "crdr", "drcr", "creditdebitindicator", "type", "details"),
    "currency": ("currency", "currencycode", "ccy", "waehrung"),
    "reference": (
        "bankreference",
        "bankref",
        "transactionid",
        "accountservicerreference",
        "fitid",
        "tracenumber",
        "reference",
        "referencenumber",
    ),
    "payer": (
        "payer",
        "payername",
        "debtor",
        "counterparty",
        "counterpartyname",
        "originator",
        "sender",
        "name",
    ),
    "remittance": (
        "remittance",
        "remittanceinformation",
        "description",
        "memo",
        "narrative",
        "purpose",
        "message",
        "paymentdetails",
        "originatortobeneficiaryinfo",
        "obi",
    ),
}
DEBITS = frozenset({"d", "dr", "debit", "dbit", "withdrawal"})
NEEDED = "a column for the day (Date) and one for the sum (Amount or Credit)"


def lines(text: str) -> Iterator[Line | Unreadable]:
    """Credits and unreadable lines of a CSV with headings. Raises StatementRefused without the needed columns."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    columns = _columns(rows)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Unreadable(rows.line_num, f"The line breaks the CSV: {error}.")
            continue
        if any(cell.strip() for cell in row):
            yield from _line(rows.line_num, row, columns)


def _delimiter(text: str) -> str:
    head = text.lstrip().splitlines()[0] if text.strip() else ""
    return max(",;\t|", key=head.count)


def _columns(rows: Iterator[list[str]]) -> dict[str, int]:
    try:
        head = ["".join(filter(str.isalnum, cell)).lower() for cell in next(rows)]
    except (StopIteration, csv.Error):
        head = []
    found = {
        ours: head.index(theirs)
        for ours, names in HEADINGS.items()
        for theirs in reversed(names)
        if theirs in head
    }
    if "day" not in found or not {"credit", "amount"} & found.keys():
        raise StatementRefused(f"This is no bank statement we know. A CSV needs {NEEDED} in its first line.")
    return found


def _line(number: int, row: list[str], columns: dict[str, int]) -> Iterator[Line | Unreadable]:
    cells = {ours: row[at].strip() if at < len(row) else "" for ours, at in columns.items()}
    try:
        amount = _credited(cells)
        if amount is None:
            return
        credit = Credit(
            amount=amount,
            currency=(cells.get("currency") or CURRENCY).upper(),
            booked_on=day(cells["day"]),
            bank_reference=squeezed(cells.get("reference"))[:140],
            payer=squeezed(cells.get("payer")),
            remittance=squeezed(cells.get("remittance")),
        )
    except ValueError as error:
        yield Unreadable(number, str(error))
    else:
        yield Line(number, credit)


def _credited(cells: dict[str, str]) -> Decimal | None:
    """The sum that came in, or None for one that went out. Raises ValueError."""
    if cells.get("sign", "").lower() in DEBITS or (cells.get("debit") and not cells.get("credit")):
        return None
    amount = money(cells.get("credit") or cells.get("amount") or "")
    return amount if amount > 0 else None
