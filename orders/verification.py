"""Staff decide about an authorised order before it is charged (domain.md, Verification)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.cancellation import NOT_VERIFIED, cancel_unpaid
from orders.locks import lock_order
from orders.models import VerificationCase
from orders.order.models import Order
from orders.payments import attempts
from orders.payments.models import LIVE, PaymentState
from orders.payments.settle import settle
from orders.states import OrderState
from portero.core import audit


class VerificationRefused(Exception):
    """This decision can't be made (any more); the message says why."""


def approve(order: Order, *, actor: Any, reason: str) -> None:
    """Approve and charge. Raises VerificationRefused, or GatewayError if the charge must wait for the poller."""
    _decide(order, VerificationCase.Decision.APPROVED, actor, reason)
    for payment in order.payments.filter(state="authorised"):
        settle(payment.pk)


def decline(order: Order, *, actor: Any, reason: str) -> None:
    """Decline: the authorisation is voided, then the pieces are released. What was taken all the same goes back.

    Raises VerificationRefused, or GatewayError when the provider can't be asked (the poller then voids it and
    the sweep releases the pieces).
    """
    _decide(order, VerificationCase.Decision.DECLINED, actor, reason)
    closed = attempts.close(order, even_authorised=True)
    if closed or not order.payments.filter(state__in=LIVE).exists():
        cancel_unpaid(order, reason=NOT_VERIFIED, keep_hold=False, actor=actor, final=True)


@transaction.atomic
def _decide(order: Order, decision: VerificationCase.Decision, actor: Any, reason: str) -> None:
    if not reason.strip():
        raise VerificationRefused("Give the reason for this decision.")
    locked = lock_order(order.pk)
    case = VerificationCase.objects.select_for_update().filter(order=locked).first()
    if case is None or locked.status != OrderState.UNDER_VERIFICATION:
        raise VerificationRefused("This order is not under verification any more.")
    if case.decision:
        raise VerificationRefused(f"It was {case.decision} already.")
    case.decision, case.decided_at = decision, timezone.now()
    case.decided_by, case.decision_reason = actor, reason.strip()
    case.save()
    # If the provider doesn't answer now, the poller carries the decision out in a moment.
    locked.payments.filter(state=PaymentState.AUTHORISED).update(lookup_at=timezone.now())
    audit.record(f"orders.verification_{decision}", locked, actor=actor, reason=reason)
