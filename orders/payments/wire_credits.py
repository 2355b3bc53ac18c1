"""A credit on the bank account becomes one row, however often and by whichever way we hear of it.

Heard of twice means: the same reference of the bank; or typed by hand and on a statement, with the same sum and
day and the typed reference somewhere in the statement's words.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from orders.payments.models import IncomingWire
from orders.payments.wire_reference import PREFIX, order_numbers_in
from portero.core import audit

# Words that banks write where they have no reference.
NO_REFERENCE = frozenset({"", "NONREF", "NOREF", "NONE", "NOTPROVIDED", "NA"})
SHORTEST_TYPED = 6  # a shorter reference could stand in any text by chance
LONGEST_TEXT = 500
Source = IncomingWire.Source


@dataclass(frozen=True)
class Credit:
    """A credit as the bank tells it; `amount` in `currency`, `remittance` is what the payer wrote."""

    amount: Decimal
    currency: str
    booked_on: date
    bank_reference: str
    payer: str = ""
    remittance: str = ""


class CreditRefused(Exception):
    """It can't be recorded as it stands; the message says why, and `wire` is the row it collides with."""

    def __init__(self, message: str, wire: IncomingWire) -> None:
        super().__init__(message)
        self.wire = wire


class Differs(CreditRefused):
    """The bank's reference is known, with another sum or day: somebody must look."""


class LooksAlike(CreditRefused):
    """A credit of the same sum and day was heard of another way; it may be the same one."""


def tidy(reference: str) -> str:
    """A bank's reference without what people and files add to it: spaces, dashes, lower case."""
    tidied = re.sub(r"[\W_]", "", reference).upper()
    return "" if tidied in NO_REFERENCE else tidied


def numbered(told: Iterable[Credit]) -> list[Credit]:
    """Credits of one statement, each with a reference: where the bank gives none, a fingerprint.

    Two equal ones of one statement are two; the same statement read again gives the same fingerprints.
    """
    seen: dict[str, int] = {}
    return [credit if tidy(credit.bank_reference) else _fingerprinted(credit, seen) for credit in told]


def known_as(credit: Credit, source: str) -> IncomingWire | None:
    """The row of this credit, if we have heard of it. Raises Differs."""
    same = IncomingWire.objects.filter(bank_reference=tidy(credit.bank_reference)).first()
    if same is None:
        return next((wire for wire in _alike(credit, source) if _typed_and_read(credit, wire)), None)
    if (same.amount, same.currency, same.booked_on) != (credit.amount, credit.currency, credit.booked_on):
        raise Differs(
            f"This reference is known with {same.amount} {same.currency} of {same.booked_on:%-d %b %Y}.", same
        )
    return same


def refuse_twin(credit: Credit, source: str) -> None:
    """Raise LooksAlike if a credit of the same sum and day was heard of another way."""
    if twin := _alike(credit, source).first():
        raise LooksAlike(
            f"A credit of the same sum and day is here under the reference {twin.bank_reference}.", twin
        )


@transaction.atomic
def record(
    credit: Credit, *, source: str, actor: Any = None, another: bool = False
) -> tuple[IncomingWire, bool]:
    """Write the credit down once; the row, and whether it is new.

    `another`: somebody has looked, and it isn't the one that looks alike. Raises Differs and LooksAlike.
    """
    _one_at_a_time(credit)
    if known := known_as(credit, source):
        return known, False
    if not another:
        refuse_twin(credit, source)
    wire = IncomingWire.objects.create(
        amount=credit.amount,
        currency=credit.currency,
        booked_on=credit.booked_on,
        bank_reference=tidy(credit.bank_reference),
        payer=credit.payer[:140],
        remittance=_kept(credit.remittance),
        source=source,
        entered_by=actor,
    )
    audit.record("payments.wire_received", wire, actor=actor, amount=str(wire.amount), source=source)
    return wire, True


def _kept(remittance: str) -> str:
    """What the column holds of a long text, with the references that stand further back put in front."""
    if len(remittance) <= LONGEST_TEXT:
        return remittance
    found = " ".join(number.replace("R-", f"{PREFIX}-") for number in order_numbers_in(remittance))
    return f"{found} {remittance}".strip()[:LONGEST_TEXT]


def _alike(credit: Credit, source: str) -> QuerySet[IncomingWire]:
    """Credits of the same sum and day that we heard of another way: typed, or read from another kind of statement."""
    same = IncomingWire.objects.filter(
        amount=credit.amount, currency=credit.currency, booked_on=credit.booked_on
    )
    return same.exclude(source=source).order_by("pk")


def _typed_and_read(credit: Credit, wire: IncomingWire) -> bool:
    """Whether the typed one's reference stands in the words of the one that was read."""
    if wire.source == Source.ENTERED:
        typed, words = wire.bank_reference, f"{credit.bank_reference} {credit.payer} {credit.remittance}"
    else:
        typed, words = tidy(credit.bank_reference), f"{wire.bank_reference} {wire.payer} {wire.remittance}"
    return len(typed) >= SHORTEST_TYPED and typed in tidy(words)


def _fingerprinted(credit: Credit, seen: dict[str, int]) -> Credit:
    facts = (credit.booked_on, credit.amount, credit.currency, credit.payer, credit.remittance)
    digest = hashlib.sha256("|".join(map(str, facts)).encode()).hexdigest()[:24].upper()
    seen[digest] = seen.get(digest, 0) + 1
    return replace(credit, bank_reference=f"X{digest}{seen[digest]:02}")


def _one_at_a_time(credit: Credit) -> None:
    """Two who hear of the same credit at once wait for each other: there is no row to lock yet."""
    with connection.cursor() as cursor:
        facts = f"wire {credit.amount} {credit.currency} {credit.booked_on}"
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [facts])
