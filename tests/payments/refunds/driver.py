"""A provider in memory that knows refunds only: it keeps keys, forgets nothing, and fails when told to."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from orders.payments.gateway import Movement, RefundStanding, RefundTruth, Unknown
from orders.payments.models import Payment


@dataclass
class Books:
    """What the provider knows, by the key it was asked under, and how it answers."""

    refunds: dict[str, RefundTruth] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    standing: RefundStanding = RefundStanding.DONE
    voids: bool = False
    before: Exception | None = None  # raised before it acts
    after: Exception | None = None  # raised after it has acted
    silent: bool = False  # answers no question
    listed: list[Movement] = field(default_factory=list)

    def total(self) -> Decimal:
        """What it gave back in all, in USD."""
        kept = {RefundStanding.DONE, RefundStanding.PENDING}
        return sum((r.amount for r in self.refunds.values() if r.standing in kept), Decimal(0))

    def settle(self, key: str, standing: RefundStanding, problem: str = "") -> None:
        """A refund comes to rest at the provider."""
        self.refunds[key] = replace(self.refunds[key], standing=standing, problem=problem)


BOOKS = Books()


class MemoryRefunds:
    """The driver over `BOOKS`; the part of the protocol that refunds need."""

    def refund(self, payment: Payment, amount: Decimal, key: str) -> RefundTruth:
        BOOKS.asked.append(key)
        if BOOKS.before:
            raise BOOKS.before
        if BOOKS.standing in {RefundStanding.NOT_YET, RefundStanding.FAILED}:
            return RefundTruth(BOOKS.standing, "", amount, problem="Not now.")
        truth = RefundTruth(BOOKS.standing, f"re_{len(BOOKS.refunds) + 1}", amount, voided=BOOKS.voids)
        truth = BOOKS.refunds.setdefault(key, truth)
        if BOOKS.after:
            raise BOOKS.after
        return truth

    def lookup_refund(
        self, payment: Payment, amount: Decimal, key: str, reference: str
    ) -> RefundTruth | None:
        if BOOKS.silent:
            raise Unknown("No answer.")
        named = (truth for truth in BOOKS.refunds.values() if truth.reference == reference)
        return BOOKS.refunds.get(key) or next(named, None)

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        return iter([m for m in BOOKS.listed if since <= m.at < until])

    def lookup(self, payment: Payment) -> Any:
        raise Unknown("No answer.")
