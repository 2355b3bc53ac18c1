"""A sum that goes back of an order, over what paid it: her own money first, then what credits of a return paid."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from orders.books.splits import Split
from orders.books.splitting import cut
from orders.payments.models import Payment, PaymentState, Refund

ZERO = Decimal("0.00")


def captured(payments: Iterable[Payment]) -> list[Payment]:
    """The payments that paid an order, in the order in which they give back."""
    paid = [payment for payment in payments if payment.state == PaymentState.CAPTURED]
    return sorted(paid, key=lambda payment: (payment.source_id is not None, payment.pk))


def left(payments: Iterable[Payment]) -> Decimal:
    """How much of these payments, in USD, can still be asked back."""
    return sum((payment.captured_amount - payment.refunded_amount for payment in payments), ZERO)


def parts_of(payments: Sequence[Payment], amount: Decimal) -> list[tuple[Payment, Decimal]]:
    """Which payment gives back how much of `amount` USD; what is too much stands with the first, which refuses it."""
    parts, missing = {payment.pk: ZERO for payment in payments}, amount
    for payment in payments:
        parts[payment.pk] = min(left([payment]), missing)
        missing -= parts[payment.pk]
    parts[payments[0].pk] += missing
    return [(payment, parts[payment.pk]) for payment in payments if parts[payment.pk]]


def request(
    payments: Sequence[Payment],
    amount: Decimal,
    *,
    reason: str,
    actor: Any = None,
    split: Split | None = None,
    after: Refund | None = None,
) -> list[Refund]:
    """Ask for `amount` USD of an order's captured payments, all locked, as `asking.request`; one refund per payment.

    Each is the `rest_of` the one before, the first of them of `after`. Raises
    IntegrityError when more would go back than was captured.
    """
    from orders.payments.refunds import asking

    asked: list[Refund] = []
    for payment, part in parts_of(payments, amount):
        own, split = cut(split, part) if split else (None, None)
        before = asked[-1] if asked else after
        asked.append(asking.request(payment, part, reason=reason, actor=actor, split=own, rest_of=before))
    return asked
