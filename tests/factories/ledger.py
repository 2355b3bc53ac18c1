"""A provider that answers what a test tells it about disputes and movements, without HTTP."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from orders.payments.gateway import CAPTURE, DisputeStanding, DisputeTruth, Movement, Unknown
from orders.payments.models import Payment


class Ledger:
    """The books of the told provider; `silent` makes it not answer."""

    disputes: dict[str, DisputeTruth] = {}
    movements: list[Movement] = []
    silent = False
    asked = 0

    @classmethod
    def begin(cls) -> None:
        """Empty books, and it answers."""
        cls.disputes, cls.movements, cls.silent, cls.asked = {}, [], False, 0


class ToldProvider:
    """The driver: what `Ledger` holds, as the gateway protocol wants it."""

    def lookup_dispute(self, reference: str) -> DisputeTruth:
        """As told. Raises Unknown while the provider is silent."""
        self._ask()
        return Ledger.disputes[reference]

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """What was told of this period."""
        self._ask()
        yield from (movement for movement in Ledger.movements if since <= movement.at < until)

    @staticmethod
    def _ask() -> None:
        Ledger.asked += 1
        if Ledger.silent:
            raise Unknown("No answer.", code="silent")


def tell_dispute(
    payment: Payment, standing: DisputeStanding = DisputeStanding.NEEDS_RESPONSE, **facts: Any
) -> DisputeTruth:
    """Her bank disputes the whole payment, to be answered in ten days (or as told before), unless facts differ."""
    now = timezone.now()
    before = Ledger.disputes.get(facts.get("reference", "dp_1"))
    told: dict[str, Any] = {
        "reference": "dp_1",
        "payment_reference": payment.reference,
        "standing": standing,
        "amount": payment.captured_amount,
        "currency": "USD",
        "reason": "fraudulent",
        "opened_at": now,
        "due_by": before.due_by if before else now + timedelta(days=10),
    }
    truth = DisputeTruth(**told | facts)
    Ledger.disputes[truth.reference] = truth
    return truth


def tell_movement(
    reference: str,
    amount: Decimal | str,
    *,
    kind: str = CAPTURE,
    at: datetime | None = None,
    payment_reference: str | None = None,
    currency: str = "USD",
    note: str = "",
) -> Movement:
    """The provider booked this movement (now)."""
    movement = Movement(
        kind=kind,
        reference=reference,
        payment_reference=reference if payment_reference is None else payment_reference,
        amount=Decimal(amount),
        currency=currency,
        at=at or timezone.now(),
        note=note,
    )
    Ledger.movements.append(movement)
    return movement
