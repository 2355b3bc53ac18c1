"""What a dispute freezes: money a bank is taking back, or has taken, must not be refunded as well.

docs/disputes.md says why. Only the disputed part is frozen: the rest of the payment can be refunded.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum

from orders.payments.models import DisputeState, Payment
from orders.payments.models.dispute import OPEN
from orders.payments.origin import gone_from, origin_of
from portero.core.money import dollars

FREEZING = tuple(state for state in DisputeState if state != DisputeState.WON)


def disputed(payment: Payment) -> Decimal:
    """How much of a payment, in USD, its bank is taking back or has taken back.

    A sum in another currency could be any part of it: then it is all of it.
    """
    found = payment.disputes.filter(state__in=FREEZING)
    if found.exclude(currency=payment.currency).exists():
        return payment.captured_amount
    return found.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")


def paid_otherwise(payment: Payment) -> Decimal:
    """How much of a payment's order, in USD, went back under claims without our books, before these booked it."""
    found = payment.order.promise_claims.aggregate(sum=Sum("paid_otherwise"))["sum"]
    return found or Decimal("0.00")


def refund_problem(payment: Payment, amount: Decimal) -> str:
    """Why `amount` USD of a payment can't be refunded now, in a sentence for staff; empty if it can."""
    return _of_claims(payment, amount) or _of_disputes(payment, amount)


def _of_claims(payment: Payment, amount: Decimal) -> str:
    """What went another way isn't known by its payment: of several each keeps all of it back."""
    gone = paid_otherwise(payment)
    free = max(payment.captured_amount - payment.refunded_amount - gone, Decimal("0.00"))
    if not gone or amount <= free:
        return ""
    return (
        f"{dollars(gone, cents=True)} of this order went back another way, under a claim: a refund could pay her "
        f"twice. {dollars(free, cents=True)} can be refunded now."
    )


def _of_disputes(payment: Payment, amount: Decimal) -> str:
    at = origin_of(payment)
    frozen = disputed(at)
    gone = payment.refunded_amount if at == payment else gone_from(at)
    free = max(at.captured_amount - gone - frozen, Decimal("0.00"))
    if not frozen or amount <= free:
        return ""
    return f"{frozen_problem(at)} {dollars(free, cents=True)} can be refunded now."


def took_the_rest(payments: Iterable[Payment]) -> bool:
    """Whether disputes that were lost have taken all that was left of these payments: nothing more is ours to give."""
    origins = list({origin.pk: origin for origin in map(origin_of, payments)}.values())
    taken = [_lost(origin) for origin in origins]
    left = [origin.captured_amount - gone_from(origin) for origin in origins]
    return any(taken) and all(lost >= rest for lost, rest in zip(taken, left, strict=True))


def is_decided(payment: Payment) -> bool:
    """Whether her bank has decided about all that it takes or has taken of a payment."""
    return not origin_of(payment).disputes.filter(state__in=OPEN).exists()


def _lost(payment: Payment) -> Decimal:
    lost = payment.disputes.filter(state=DisputeState.LOST, currency=payment.currency)
    found = lost.aggregate(sum=Sum("amount"))["sum"]
    return found or Decimal("0.00")


def spared(payments: Iterable[Payment]) -> Decimal | None:
    """How much of these payments, in USD, disputes that were lost have left us to give back; None where none was lost,
    and while one isn't decided.
    """  # fmt: skip
    free, lost = Decimal("0.00"), False
    for payment in payments:
        at = origin_of(payment)
        states = set(at.disputes.filter(state__in=FREEZING).values_list("state", flat=True))
        if states - {DisputeState.LOST}:
            return None
        lost = lost or bool(states)
        free += free_of(payment)
    return free if lost else None


def free_of(payment: Payment) -> Decimal:
    """How much of a payment, in USD, is left that no bank takes or has taken."""
    at = origin_of(payment)
    of_it = max(at.captured_amount - gone_from(at) - disputed(at), Decimal("0.00"))
    return min(of_it, payment.captured_amount - payment.refunded_amount)


def frozen_problem(payment: Payment) -> str:
    """That a sum is disputed, and what can be done instead of refunding it."""
    return (
        f"{dollars(disputed(payment), cents=True)} of this payment is disputed with the buyer's bank, or was lost "
        "there: a refund could pay her twice. Wait for the bank's decision, or accept the dispute at the provider "
        "instead of refunding."
    )
