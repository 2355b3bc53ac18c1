"""Payments that need a person: amount, currency or pieces don't fit, and nothing moves by itself."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from orders import lifecycle
from orders.payments import refunds
from orders.payments.locks import lock_payment
from orders.payments.models import Payment, PaymentState
from orders.payments.states import append
from portero.core import audit


class ReviewRefused(Exception):
    """There is nothing to review, or no reason was given."""


def waiting() -> QuerySet[Payment]:
    """Payments nobody has seen to, the oldest first."""
    return Payment.objects.filter(needs_review=True).select_related("order").order_by("created_at")


def belongs_nowhere(payment: Payment) -> bool:
    """Whether money was captured that fits no order, and some of it is still here."""
    return payment.state == PaymentState.STRAY and refunds.left(payment) > 0


@transaction.atomic
def return_money(payment: Payment, *, actor: Any, reason: str) -> None:
    """Captured money that fits no order goes back whole; the payment leaves the queue.

    Raises ReviewRefused without a reason, for money that belongs to an order, or when nothing is left to return.
    """
    order, locked = lock_payment(payment.pk)
    if not reason.strip():
        raise ReviewRefused("Say why.")
    if not belongs_nowhere(locked):
        raise ReviewRefused("There is no money here that belongs to no order.")
    locked.needs_review = False
    locked.save(update_fields=["needs_review"])
    append(locked, "reviewed", reason=reason.strip())
    locked.order = order
    refunds.request(locked, refunds.left(locked), reason=reason, actor=actor)
    audit.record("payments.money_returned", order, actor=actor, reason=reason.strip(), attempt=locked.attempt)


@transaction.atomic
def seen_to(payment: Payment, *, actor: Any, reason: str) -> None:
    """Somebody has put it right at the provider: refunded it there, or let the sum go. It doesn't come back.

    Raises ReviewRefused without a reason, or for a payment that needs nobody.
    """
    order, locked = lock_payment(payment.pk)
    if not reason.strip():
        raise ReviewRefused("Say what you did.")
    if not locked.needs_review:
        raise ReviewRefused("Nobody has to look at this payment.")
    locked.needs_review = False
    locked.save(update_fields=["needs_review"])
    append(locked, "reviewed", reason=reason.strip())
    lifecycle.append(order, "payment_reviewed", actor=actor, reason=reason.strip()[:300], public=False)
    audit.record("payments.reviewed", order, actor=actor, reason=reason.strip(), attempt=locked.attempt)
