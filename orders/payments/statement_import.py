"""A statement file into incoming wires: shown first, booked when a person has seen it, line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core import signing

from orders.payments import wire_credits, wires
from orders.payments.statements import Statement
from orders.payments.wire_credits import Credit
from orders.payments.wire_reference import order_numbers_in
from portero.core import audit

SALT, LASTS = "portero.statement", 3600
NEW, KNOWN, LOOK = "new", "known", "look"


@dataclass(frozen=True)
class Row:
    """A line of the file and what becomes of it: new, known, or to be looked at, with why."""

    line: int
    state: str
    credit: Credit | None = None
    note: str = ""


def preview(statement: Statement) -> list[Row]:
    """What booking this statement would do; nothing is written."""
    rows = [_preview(line.line, line.credit, statement.source) for line in statement.credits]
    bad = [Row(line.line, LOOK, note=line.why) for line in statement.unreadable]
    return sorted([*rows, *bad], key=lambda row: row.line)


def packed(statement: Statement) -> str:
    """The credits for the page's form, signed: what is booked is what was shown, an hour long."""
    lines = [
        [
            line.line,
            str(c.amount),
            c.currency,
            c.booked_on.isoformat(),
            c.bank_reference,
            c.payer,
            c.remittance,
        ]
        for line in statement.credits
        for c in [line.credit]
    ]
    return signing.dumps({"source": statement.source, "lines": lines}, salt=SALT, compress=True)


def book(pack: str, *, actor: Any, also: Iterable[int] = ()) -> list[Row]:
    """Record and match every credit of a packed statement; each line is its own transaction, so twice is once.

    `also` are lines that look like another credit and aren't. Raises signing.BadSignature for a pack that isn't
    ours or is older than an hour.
    """
    told = signing.loads(pack, salt=SALT, max_age=LASTS)
    certain = set(also)
    rows = [_book(line, credit, told["source"], actor, line in certain) for line, credit in _unpacked(told)]
    news = sum(row.state == NEW for row in rows)
    audit.record("payments.statement_imported", told["source"], actor=actor, lines=len(rows), new=news)
    return rows


def _unpacked(told: dict[str, Any]) -> Iterator[tuple[int, Credit]]:
    for line, amount, currency, day, reference, payer, remittance in told["lines"]:
        yield (
            line,
            Credit(Decimal(amount), currency, date.fromisoformat(day), reference, payer, remittance),
        )


def _preview(line: int, credit: Credit, source: str) -> Row:
    try:
        if wire_credits.known_as(credit, source):
            return Row(line, KNOWN, credit)
        wire_credits.refuse_twin(credit, source)
    except wire_credits.CreditRefused as refused:
        return Row(line, LOOK, credit, str(refused))
    numbers = order_numbers_in(credit.remittance)
    return Row(line, NEW, credit, f"Names order {', '.join(numbers)}." if numbers else "")


def _book(line: int, credit: Credit, source: str, actor: Any, another: bool) -> Row:
    try:
        wire, new = wires.receive(credit, source=source, actor=actor, another=another)
    except wire_credits.CreditRefused as refused:
        return Row(line, LOOK, credit, str(refused))
    order = f"Matched to order {wire.payment.order.number}." if wire.payment else wires.why_unmatched(wire)
    return Row(line, NEW if new else KNOWN, credit, order)
