"""The sweep of claims: one indexed query finds whose clock rings, each claim is its own transaction."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from orders.payments.models import RefundState
from orders.promise import finishing, going_back, payable, transit
from orders.promise.alarms import ring
from orders.promise.locks import lock_claim_unless_busy
from orders.promise.models import Claim, ClaimState

logger = logging.getLogger(__name__)
S = ClaimState
TRY_AGAIN_AFTER = timedelta(minutes=10)


def sweep(*, now: datetime | None = None) -> int:
    """Ring what is due and go on where a carrier or a refund has; returns how many claims were handled.

    Safe to run twice, late or at the same time as another: a claim somebody else is at is left to them, and the
    constraint of reminders says once. One that fails doesn't stop the rest; it is tried again after ten minutes.
    """
    now = now or timezone.now()
    done = transit.follow(now=now) + payable.sweep() + sum(_refunded(pk, now) for pk in _refunds_done())
    due = Claim.objects.filter(ring_at__lte=now).order_by("ring_at", "pk").values_list("pk", flat=True)
    return done + sum(_ring(pk, now) for pk in due.iterator())


def _refunds_done() -> list[int]:
    """Claims that wait for a refund which has gone out by now."""
    waiting = Claim.objects.filter(ended_at__isnull=True, refund__state=RefundState.DONE)
    found = waiting.filter(state=S.REFUNDING) | waiting.filter(
        state=S.GOING_BACK, back_delivered_at__isnull=False
    )
    return list(found.order_by("pk").values_list("pk", flat=True)[:200])


@transaction.atomic
def _refunded(pk: int, now: datetime) -> bool:
    claim = lock_claim_unless_busy(pk)
    if claim is None or claim.refund is None:
        return False
    return finishing.refunded(claim.refund, now=now) or going_back.close_if_over(claim, at=now)


def _ring(pk: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            claim = lock_claim_unless_busy(pk)
            if claim is None or claim.ring_at is None or claim.ring_at > now:
                return False
            ring(claim, now)
    except Exception:  # a fault of one claim, whatever it is, must not silence the others' clocks
        logger.exception("the clock of claim %s failed; again in %s", pk, TRY_AGAIN_AFTER)
        Claim.objects.filter(pk=pk, ring_at__lte=now).update(ring_at=now + TRY_AGAIN_AFTER)
        return False
    return True
