"""Sending a refund: once, whatever answers get lost. No transaction is open while the provider is asked.

Whoever moved `next_try_at` does the work; a call whose outcome isn't known is looked up, and sent again (under
its own key) only if the provider says that there is no such refund and the call can't be under way any more.
"""

import logging
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from orders.payments.calls import UNANSWERED, NotSent, call, under_way
from orders.payments.disputes.freeze import refund_problem
from orders.payments.gateway import Declined, RefundTruth, Refused, gateway
from orders.payments.locks import lock_refund
from orders.payments.models import Payment, Refund, RefundState
from orders.payments.origin import sent_by
from orders.payments.refunds import booking, holding_back
from orders.payments.refunds.states import RefundRefused, move

logger = logging.getLogger(__name__)

# The first is longer than a call may be under way, so that the next round never meets it.
PAUSES = [timedelta(minutes=m) for m in (2, 5, 15, 60, 180)]
SENDABLE = (RefundState.READY, RefundState.SENT, RefundState.FAILED)


def send(refund_pk: int) -> bool:
    """Send a refund that is due, or ask what became of it; True if this call did.

    Raises Unknown when the provider doesn't answer: nothing has changed, the sweep comes again.
    """
    refund = _claim(refund_pk)
    if refund is None or refund.payment is None:
        return False
    if _resolve(refund):
        return True
    if refund.state == RefundState.SENT or under_way(refund.payment, "refund", refund):
        logger.warning("refund %s isn't known to the provider yet", refund.pk)
        return False
    _call(refund, refund.payment)
    return True


def ask(refund: Refund) -> bool:
    """Ask the provider about a refund that was sent, or may have been; True if it knows it. Changes no schedule."""
    return _resolve(refund)


def pause(tries: int) -> timedelta:
    """How long until the next try."""
    return PAUSES[min(tries, len(PAUSES) - 1)]


def _claim(refund_pk: int) -> Refund | None:
    """The refund, if it is due and nobody else has it: a compare-and-set on its next moment decides."""
    now = timezone.now()
    refund = Refund.objects.select_related("payment__order").get(pk=refund_pk)
    if refund.state not in SENDABLE or refund.next_try_at is None or refund.next_try_at > now:
        return None
    mine = Refund.objects.filter(pk=refund_pk, state=refund.state, next_try_at=refund.next_try_at)
    if not mine.update(next_try_at=now + pause(refund.tries), tries=F("tries") + 1):
        return None
    if refund.state == RefundState.FAILED and not _take_up_again(refund_pk):
        return None
    return Refund.objects.select_related("payment__order", "through__order").get(pk=refund_pk)


def _take_up_again(refund_pk: int) -> bool:
    """A failed refund is sent again, unless its sum went back by another one, or is disputed, meanwhile."""
    try:
        with transaction.atomic():
            refund = lock_refund(refund_pk)
            if refund.payment and (problem := refund_problem(refund.payment, refund.amount)):
                raise RefundRefused(problem)
            move(refund, RefundState.READY, reference="")
    except (IntegrityError, RefundRefused):
        Refund.objects.filter(pk=refund_pk).update(next_try_at=None)
        return False
    return True


def _resolve(refund: Refund) -> bool:
    """Ask about a call that may have arrived; True if the provider knows the refund, which is then booked."""
    # What a person has paid by hand no provider knows of.
    if refund.done_by_id is not None or (payment := sent_by(refund)) is None:
        return False
    last = refund.calls.order_by("-pk").first()
    unknown = last is not None and last.outcome in UNANSWERED
    if not unknown and (refund.state == RefundState.READY or not refund.reference):
        return False
    key = last.key if last else ""
    truth = gateway(payment.provider).lookup_refund(payment, refund.amount, key, refund.reference)
    if truth is None:
        return False
    booking.book(refund.pk, truth)
    refund.calls.filter(outcome__in=UNANSWERED).update(finished_at=timezone.now(), outcome="done")
    return True


def _call(refund: Refund, payment: Payment) -> None:
    """Booked before the call is noted as answered: killed between the two, the next round looks it up."""
    refund.calls.filter(outcome__in=UNANSWERED).update(started_at=timezone.now())
    try:
        with call(payment, "refund", refund=refund) as key:
            holding_back.check(refund)
            booking.book(refund.pk, _answer(payment, refund, key))
    except NotSent:
        logger.warning("refund %s is held back: its money is disputed", refund.pk)
    except (Declined, Refused) as no:
        booking.failed(refund.pk, no.message)


def _answer(payment: Payment, refund: Refund, key: str) -> RefundTruth:
    payment = sent_by(refund) or payment
    return gateway(payment.provider).refund(payment, refund.amount, key)


__all__ = ["ask", "pause", "send"]
