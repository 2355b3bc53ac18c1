"""A statement as MT940, read by `mt-940` one entry at a time, so that a bad one doesn't hide the others."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from mt940.models import Transactions

from orders.payments.statements.lines import Line, Unreadable, squeezed
from orders.payments.wire_credits import Credit

REVERSED = frozenset({"RC", "RD"})
HEAD = ("20", "25", "28C", "28", "60F", "60M")
TAG = re.compile(r"^:(\d{2}[A-Z]?):", re.MULTILINE)
# The sum of a `:61:`, as SWIFT wants it: digits, one comma, cents. The library reads "13041.60" as 13041.
SUM = re.compile(r":61:\d{6}[\d ]{0,4}R?[DC][A-Z]?[\n ]?\d{1,12},\d{0,2}(?![\d.,])")
# Structured fields of `:86:`: what the payer wrote, and who paid.
CODES = re.compile(r"\?\d{2}|/(?:REMI|ORDP|BENM|EREF|NAME|CREF|TRCD|ULTD|ULTB)/")
# German style: `?20`..`?29` and `?60`..`?63` are one text in pieces of 27 letters, `?32` and `?33` the payer's name.
GERMAN = re.compile(r":86:\d{3}\?\d{2}")
FIELD = re.compile(r"\?(\d{2})([^?]*)")
MARKS = re.compile(r"(?:EREF\+NOTPROVIDED)|(?:EREF|KREF|MREF|CRED|DEBT|PURP|SVWZ|ABWA|ABWE)\+")


def looks_like(text: str) -> bool:
    """Whether a text is MT940: it has a transaction reference and an opening balance or an entry."""
    tags = set(TAG.findall(text[:20_000]))
    return "20" in tags and bool(tags & {"60F", "60M", "61"})


def lines(text: str) -> Iterator[Line | Unreadable]:
    """Every credit, and every entry that can't be read, by the line of its `:61:`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tags = list(TAG.finditer(text))
    head: dict[str, str] = {}
    for n, tag in enumerate(tags):
        end = tags[n + 1].start() if n + 1 < len(tags) else len(text)
        name, block = tag[1], text[tag.start() : end]
        if name == "20":
            head = {}
        if name in HEAD:
            head[name] = block
        elif name == "61":
            follows = n + 1 < len(tags) and tags[n + 1][1] == "86"
            after = tags[n + 2].start() if n + 2 < len(tags) else len(text)
            details = text[end:after] if follows else ""
            number = text.count("\n", 0, tag.start()) + 1
            yield from _entry(number, "".join(head.values()) + block, details)


def _entry(number: int, message: str, details: str) -> Iterator[Line | Unreadable]:
    statement = Transactions()
    facts: dict[str, Any]
    message = re.sub(r"^-\}?\s*$", "", message + details, flags=re.MULTILINE)
    if not SUM.search(message):
        yield Unreadable(number, "The entry isn't as MT940 wants it (:61:).")
        return
    try:
        # The model's own parser: the library's `parse` would take a text for the name of a file to open.
        statement.parse(message)
        facts = statement.transactions[-1].data
        credit = _credit(facts, details)
    except Exception:  # noqa: BLE001  (the library raises what it likes; its words quote the line)
        yield Unreadable(number, "The entry isn't as MT940 wants it (:61:).")
        return
    if facts.get("status") in REVERSED:
        yield Unreadable(number, "The bank took a booking back. Look at it with the bank.")
    elif credit:
        yield Line(number, credit)


def _credit(facts: dict[str, Any], details: str) -> Credit | None:
    """A credit, or nothing for a debit or a reversal."""
    if facts.get("status") != "C":
        return None
    amount, currency = Decimal(facts["amount"].amount), str(facts["amount"].currency or "")
    payer, words = _german(details) if GERMAN.match(details) else ("", _plain(facts))
    own = str(facts.get("customer_reference") or "")
    written = squeezed(words, str(facts.get("extra_details") or ""), "" if own == "NONREF" else own)
    return Credit(
        amount=amount,
        currency=currency,
        booked_on=facts.get("entry_date") or facts["date"],
        bank_reference=squeezed(str(facts.get("bank_reference") or ""))[:140],
        payer=payer,
        remittance=written,
    )


def _plain(facts: dict[str, Any]) -> str:
    return squeezed(CODES.sub(" ", str(facts.get("transaction_details") or "").replace("\n", " ")))


def _german(details: str) -> tuple[str, str]:
    """Who paid, and what she wrote, which the pieces and line ends cut through in the middle of words."""
    fields = FIELD.findall("".join(details.splitlines()))
    words = "".join(text for code, text in fields if "20" <= code <= "29" or "60" <= code <= "63")
    return squeezed("".join(text for code, text in fields if code in {"32", "33"})), squeezed(
        MARKS.sub(" ", words)
    )
