"""What a webhook about a refund leads to; also one that was made by hand at the provider's own pages."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from orders.payments.calls import UNANSWERED
from orders.payments.gateway import REFUND, RefundStanding, RefundTruth, Unknown, gateway
from orders.payments.locks import lock_payment
from orders.payments.models import GatewayCall, Payment, Refund, RefundState
from orders.payments.origin import refunds_at
from orders.payments.refunds import booking
from orders.payments.refunds.asking import split_up
from orders.payments.refunds.sending import ask
from orders.payments.states import append

ELSEWHERE = "Made at the provider's own pages, not here."
# A webhook speaks of what happened a moment ago; older differences are found by the daily comparison.
LOOK_BACK = timedelta(days=2)
WITH_ORDERS = ("payment__order", "through__order")
ASKED_ABOUT = (RefundState.READY, RefundState.SENT, RefundState.DONE)


def follow(payment_pk: int, reference: str = "") -> None:
    """Ask about every refund of a captured payment, and about the one (`reference`) that the event names.

    One that we never asked for becomes a row of ours and is shown to staff. Raises GatewayError when the
    provider can't be asked, and Unknown while a refund of ours may be under way: it could be that one.
    """
    payment = Payment.objects.select_related("order").get(pk=payment_pk)
    if not payment.captured_amount:
        return
    for refund in refunds_at(payment).filter(state__in=ASKED_ABOUT).select_related(*WITH_ORDERS):
        ask(refund)
    for truth in _named(payment, reference) if reference else _listed(payment):
        _record(payment_pk, truth)


@transaction.atomic
def taken_back(payment_pk: int, reference: str) -> None:
    """The provider took captured money back by itself, without a refund that could be asked about: staff look, once."""
    order, payment = lock_payment(payment_pk)
    payment.order = order
    seen = payment.events.filter(kind="taken_back", data__reference=reference).exists()
    if payment.captured_amount and not seen:
        append(payment, "taken_back", reference=reference)
        booking.flag(payment, f"The provider took money of {reference} back by itself.")


def _named(payment: Payment, reference: str) -> list[RefundTruth]:
    if refunds_at(payment).filter(reference=reference).exists():
        return []
    truth = gateway(payment.provider).lookup_refund(payment, payment.captured_amount, "", reference)
    return [truth] if truth is not None else []


def _listed(payment: Payment) -> list[RefundTruth]:
    """Refunds of this payment in the provider's own list."""
    now = timezone.now()
    found = gateway(payment.provider).movements(now - LOOK_BACK, now + timedelta(hours=1))
    return [
        RefundTruth(RefundStanding.DONE, movement.reference, movement.amount)
        for movement in found
        if movement.kind == REFUND and movement.payment_reference == payment.reference
    ]


@transaction.atomic
def _record(payment_pk: int, truth: RefundTruth) -> None:
    """Write down a refund that isn't ours, under the payment's lock, once."""
    order, payment = lock_payment(payment_pk)
    payment.order = order
    known = refunds_at(payment).filter(reference=truth.reference).exists()
    seen = payment.events.filter(kind="refunded_elsewhere", data__reference=truth.reference).exists()
    if known or seen or truth.standing not in {RefundStanding.DONE, RefundStanding.PENDING}:
        return
    sent = Q(payment=payment) | Q(refund__through=payment)
    if GatewayCall.objects.filter(sent, operation="refund", outcome__in=UNANSWERED).exists():
        raise Unknown("A refund of ours is under way.", code="under_way")
    append(payment, "refunded_elsewhere", reference=truth.reference, amount=str(truth.amount))
    booking.flag(payment, f"{truth.amount} were refunded at the provider ({truth.reference}), not here.")
    try:
        with transaction.atomic():
            refund = _row(payment, truth)
    except IntegrityError:
        # More than was captured, with what we have asked for: staff see both and decide.
        return
    if refund.state == RefundState.DONE:
        booking.tell(refund, payment)


def _row(payment: Payment, truth: RefundTruth) -> Refund:
    now, arrived = timezone.now(), truth.standing is RefundStanding.DONE
    refund = Refund.objects.create(
        payment=payment,
        amount=truth.amount,
        reason=ELSEWHERE,
        reference=truth.reference,
        voided=truth.voided,
        state=RefundState.DONE if arrived else RefundState.SENT,
        done_at=now if arrived else None,
        next_try_at=None if arrived else now + booking.BANK_TAKES,
    )
    split_up(refund, payment)
    return refund
