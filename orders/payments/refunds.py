"""Giving captured money back to where it came from: asked for once, sent once, followed until it has arrived."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.payments.models import Payment, Refund, RefundState
from orders.payments.states import append


@transaction.atomic
def request(payment: Payment, amount: Decimal, *, reason: str, actor: Any = None) -> Refund:
    """Ask for `amount` USD of a locked, captured payment to go back; a task sends it.

    Raises IntegrityError when more would go back than was captured.
    """
    refund = Refund.objects.create(
        payment=payment,
        amount=amount,
        reason=reason[:300],
        state=RefundState.READY,
        requested_by=actor,
        next_try_at=timezone.now(),
    )
    append(payment, "refund_requested", refund=refund.pk, amount=str(amount), reason=reason[:300])
    return refund
