"""What a refund's truth means for our books: state, events, Oscar's projection, the mail; each once, under locks."""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders import lifecycle, mails
from orders.payments import projection
from orders.payments.gateway import RefundStanding, RefundTruth
from orders.payments.locks import lock_refund
from orders.payments.models import Payment, Refund, RefundState
from orders.payments.origin import is_by_hand
from orders.payments.refunds.states import move
from orders.payments.states import append
from orders.promise import finishing as claims
from orders.returns import finishing
from portero.core import audit

logger = logging.getLogger(__name__)

# A charge settles overnight; a bank takes days, and a webhook usually tells us first.
SETTLES, BANK_TAKES = timedelta(hours=1), timedelta(hours=6)
RETRIES = [timedelta(minutes=30), timedelta(hours=6), timedelta(days=1)]
NOT_SETTLED = "The charge has not settled yet; it is tried again every hour."


@transaction.atomic
def book(refund_pk: int, truth: RefundTruth) -> None:
    """Bring a refund of a payment to where the provider says it is; does nothing if it is there."""
    refund = lock_refund(refund_pk)
    payment = refund.payment
    if payment is None or refund.state == RefundState.FAILED:
        return
    if truth.amount != refund.amount and truth.standing in {RefundStanding.DONE, RefundStanding.PENDING}:
        _differs(refund, payment, truth)
        return
    match truth.standing:
        case RefundStanding.DONE if refund.state != RefundState.DONE:
            _done(refund, payment, truth)
        case RefundStanding.PENDING if refund.state == RefundState.READY:
            _sent(refund, payment, truth)
        case RefundStanding.NOT_YET if refund.state == RefundState.READY:
            refund.problem, refund.next_try_at = truth.problem or NOT_SETTLED, timezone.now() + SETTLES
            refund.save(update_fields=["problem", "next_try_at"])
        case RefundStanding.FAILED:
            failed(refund_pk, truth.problem or "The bank sent it back.")


@transaction.atomic
def failed(refund_pk: int, why: str, *, again: bool = True) -> None:
    """It didn't go back: its sum is free again, staff see it, and (`again`) it is tried again a few times.

    Not by itself if it had arrived: a bank that returns it has no account to return it to.
    """
    refund = lock_refund(refund_pk)
    payment = refund.payment
    if payment is None or refund.state == RefundState.FAILED:
        return
    again = again and refund.state != RefundState.DONE and refund.tries <= len(RETRIES)
    later = timezone.now() + RETRIES[max(refund.tries - 1, 0)] if again else None
    move(refund, RefundState.FAILED, problem=why[:300], next_try_at=later, done_at=None, done_by=None)
    append(payment, "refund_failed", refund=refund.pk, amount=str(refund.amount), problem=why[:300])
    lifecycle.append(
        payment.order,
        "refund_failed",
        reason=why[:300],
        public=False,
        refund=refund.pk,
        amount=str(refund.amount),
    )
    projection.write(payment)
    logger.error("refund %s of payment %s failed: %s", refund.pk, payment.pk, why)


def done(refund: Refund, payment: Payment, **facts: Any) -> None:
    """Book a locked refund as arrived, with what is known of it (`reference`, `voided`, `done_by`)."""
    move(refund, RefundState.DONE, done_at=timezone.now(), next_try_at=None, problem="", **facts)
    tell(refund, payment)


def paid_by_hand(refund: Refund, *, actor: Any, reference: str) -> None:
    """Book a locked refund that failed as paid another way (a check, a wire): the books count what she got.

    Nobody is written to, and its provider isn't asked about it again. Raises IntegrityError where its sum, or some of
    it, has gone back by another refund since.
    """
    facts: dict[str, Any] = {"reference": reference[:120], "done_by": actor, "closed_at": None, "problem": ""}
    move(refund, RefundState.DONE, done_at=timezone.now(), next_try_at=None, **facts)
    audit.record(
        "payments.refund_paid", refund, actor=actor, amount=str(refund.amount), reference=refund.reference
    )
    if refund.payment is not None:
        _history(refund, refund.payment)
        _issue_credit_note(refund)


def _history(refund: Refund, payment: Payment) -> None:
    facts: dict[str, Any] = {"refund": refund.pk, "amount": str(refund.amount)}
    facts |= {"by_hand": refund.how or True} if is_by_hand(refund) else {}
    append(payment, "refunded", reference=refund.reference, voided=refund.voided, **facts)
    lifecycle.append(payment.order, "refunded", **facts)
    projection.write(payment)


def tell(refund: Refund, payment: Payment, *, to_order: str = "") -> None:
    """What follows from a refund that has arrived: both histories, Oscar's books, her mail, the credit note.

    One that paid another order (`to_order`) is told by what is written about the exchange.
    """
    if to_order:
        facts: dict[str, Any] = {"refund": refund.pk, "amount": str(refund.amount)}
        append(payment, "credited", order=to_order, **facts)
        lifecycle.append(payment.order, "credited", to_order=to_order, **facts)
        projection.write(payment)
    else:
        _history(refund, payment)
    # A return and a claim have mails of their own of the same news, and an exchange those of the new order.
    known = finishing.refunded(refund, to_order=to_order) or claims.refunded(refund)
    if not known and not to_order:
        mails.refund_done(refund)
    _issue_credit_note(refund)


def _issue_credit_note(refund: Refund) -> None:
    from orders.invoices.tasks import issue_credit_note

    issue_credit_note.delay(refund.pk)


def _done(refund: Refund, payment: Payment, truth: RefundTruth) -> None:
    done(refund, payment, reference=truth.reference, voided=truth.voided)


def _sent(refund: Refund, payment: Payment, truth: RefundTruth) -> None:
    move(
        refund,
        RefundState.SENT,
        reference=truth.reference,
        problem=truth.problem[:300],
        next_try_at=timezone.now() + BANK_TAKES,
    )
    append(payment, "refund_sent", refund=refund.pk, amount=str(refund.amount), reference=truth.reference)
    if not finishing.has_told(refund) and not claims.has_told(refund):
        mails.refund_on_its_way(refund)


def _differs(refund: Refund, payment: Payment, truth: RefundTruth) -> None:
    """The provider names another sum than we asked for: nothing is believed, staff look."""
    why = f"The provider says {truth.amount}, we asked for {refund.amount}."
    if refund.problem == why:
        return
    Refund.objects.filter(pk=refund.pk).update(problem=why)
    flag(payment, why)


def flag(payment: Payment, why: str) -> None:
    """Put a locked payment into the queue of those that need a person."""
    payment.needs_review = True
    payment.save(update_fields=["needs_review"])
    append(payment, "needs_review", why=why)
    lifecycle.append(payment.order, "payment_needs_review", reason=why[:300], public=False)
    logger.error("payment %s needs a person: %s", payment.pk, why)
