"""The headings of a statement as CSV: what banks call the columns, and the line they stand on."""

import csv
import re
from dataclasses import dataclass

from orders.payments.statements.lines import StatementRefused

# Our word: the headings banks use for it, without spaces, dashes and capitals. The first name found counts.
HEADINGS: dict[str, tuple[str, ...]] = {
    "day": (
        "bookingdate",
        "postingdate",
        "postdate",
        "transactiondate",
        "buchungstag",
        "buchungsdatum",
        "valuedate",
        "date",
    ),
    "credit": (
        "credit",
        "creditamount",
        "deposit",
        "deposits",
        "paidin",
        "amountcredited",
        "moneyin",
        "haben",
        "gutschrift",
    ),
    "debit": (
        "debit",
        "debitamount",
        "withdrawal",
        "withdrawals",
        "paidout",
        "moneyout",
        "soll",
        "lastschrift",
        "belastung",
    ),
    "amount": ("amount", "transactionamount", "betrag"),
    "way": (
        "creditdebit",
        "debitcredit",
        "crdr",
        "drcr",
        "creditdebitindicator",
        "debitcreditindicator",
        "sollhaben",
        "sollhabenkennzeichen",
    ),
    "type": ("type", "transactiontype", "details"),
    "status": ("status", "transactionstatus", "bookingstatus", "state"),
    "currency": ("currency", "currencycode", "ccy", "währung", "waehrung"),
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
        "auftraggeber",
        "zahlungspflichtiger",
        "beguenstigterzahlungspflichtiger",
        "begünstigterzahlungspflichtiger",
        "namezahlungsbeteiligter",
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
        "verwendungszweck",
        "details",
    ),
}
MONEY = ("credit", "debit", "amount")
# "Amount (USD)", "Betrag in EUR", "Date (UTC)".
SUFFIX = re.compile(r"(?P<name>.*?)[\s(\[]+(?:in\s+)?(?P<suffix>[A-Z]{3})[)\]]?\s*")
# Name of the account, balances and empty lines come first in many banks' files.
PREAMBLE_LINES = 30
NEEDED = "a column for the day (Date) and one for the sum (Amount or Credit)"


@dataclass(frozen=True)
class Head:
    """Where a file's headings stand (`before` lines precede them) and which column is which.

    `currency` is the one that the heading of the sums names, empty if it names none.
    """

    before: int
    delimiter: str
    columns: dict[str, int]
    currency: str


def head_of(lines: list[str]) -> Head:
    """The headings of a file. Raises StatementRefused if no line has what is needed."""
    for number, line in enumerate(lines[:PREAMBLE_LINES]):
        heads = [_head(number, line, delimiter) for delimiter in ",;\t|"]
        best = max(heads, key=lambda head: len(head.columns))
        if "day" in best.columns and {"credit", "amount"} & best.columns.keys():
            return best
    raise StatementRefused(f"This is no bank statement we know. A CSV needs {NEEDED} in its headings.")


def _head(number: int, line: str, delimiter: str) -> Head:
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        cells = []
    suffixed = [SUFFIX.fullmatch(cell) for cell in cells]
    whole = [_plain(cell) for cell in cells]
    short = [_plain(match["name"]) if match else "" for match in suffixed]
    columns = _columns(short) | _columns(whole)
    named = {
        match["suffix"] for sort in MONEY if (match := suffixed[columns[sort]] if sort in columns else None)
    }
    return Head(number, delimiter, columns, named.pop() if len(named) == 1 else "?" if named else "")


def _columns(head: list[str]) -> dict[str, int]:
    return {
        ours: head.index(theirs)
        for ours, names in HEADINGS.items()
        for theirs in reversed(names)
        if theirs in head
    }


def _plain(cell: str) -> str:
    return "".join(filter(str.isalnum, cell)).lower()
