"""What follows from the truth about a payment, decided under the locks of order and payment; each acts once."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders import confirmation, lifecycle, verification_cases
from orders.order.models import Order
from orders.payments.gateway import Standing, Truth
from orders.payments.locks import lock_payment
from orders.payments.models import LIVE, Payment, PaymentEvent, PaymentState
from orders.states import PAID, UNPAID, OrderState

SOON = timedelta(seconds=20)


class Next(StrEnum):
    """What the caller does next at the provider."""

    CAPTURE = "capture"
    WAIT = "wait"
    VOID = "void"


@transaction.atomic
def started(payment_pk: int, truth: Truth, *, lookup_at: datetime) -> None:
    """The provider knows the attempt: keep its references, and when the poller asks first."""
    _, payment = lock_payment(payment_pk)
    _remember(payment, truth)
    if payment.state == PaymentState.CREATED:
        payment.state = PaymentState.STARTED
        _append(payment, "started", reference=truth.reference)
    payment.lookup_at = lookup_at
    payment.save()


@transaction.atomic
def still_open(payment_pk: int, truth: Truth, *, lookup_at: datetime) -> None:
    """She hasn't finished, or her bank said no: keep what she was told, ask again later."""
    order, payment = lock_payment(payment_pk)
    if payment.state not in LIVE:
        return
    _remember(payment, truth)
    if truth.problem and truth.problem != payment.problem:
        _append(payment, "declined", problem=truth.problem)
        lifecycle.append(order, "payment_declined", reason=truth.problem, public=False)
    payment.problem, payment.lookup_at = truth.problem, lookup_at
    payment.save()


@transaction.atomic
def authorised(payment_pk: int, truth: Truth, *, lookup_at: datetime) -> Next:
    """The bank has set the money aside: decide whether to take it, to let staff look first, or to let it go."""
    order, payment = lock_payment(payment_pk)
    if payment.state == PaymentState.CAPTURED:
        return Next.WAIT
    _remember(payment, truth)
    if not _fits(order, payment, truth):
        return Next.WAIT
    if _paid_otherwise(order, payment):
        payment.save()
        return Next.VOID
    if order.status == OrderState.CANCELLED and not confirmation.revive(order):
        payment.save()
        _append(payment, "too_late")
        return Next.VOID
    if payment.state != PaymentState.AUTHORISED:
        payment.state, payment.authorised_at = PaymentState.AUTHORISED, timezone.now()
        _append(payment, "authorised", amount=str(truth.amount))
    payment.problem, payment.lookup_at = "", lookup_at
    payment.save()
    return _may_capture(order)


def _may_capture(order: Order) -> Next:
    order.refresh_from_db(fields=["status"])
    if order.status == OrderState.PENDING_PAYMENT and order.contact.verification:
        verification_cases.open_case(order)
        return Next.WAIT
    if order.status == OrderState.UNDER_VERIFICATION:
        return {"approved": Next.CAPTURE, "declined": Next.VOID}.get(
            order.verification_case.decision, Next.WAIT
        )
    return Next.CAPTURE if order.status == OrderState.PENDING_PAYMENT else Next.VOID


@transaction.atomic
def captured(payment_pk: int, truth: Truth) -> None:
    """The money is ours: confirmed means captured (domain.md, Payment). Sells the pieces, starts the clock."""
    order, payment = lock_payment(payment_pk)
    if payment.state == PaymentState.CAPTURED:
        return
    _remember(payment, truth)
    if not _fits(order, payment, truth):
        return
    now = timezone.now()
    free = order.status in UNPAID or (order.status == OrderState.CANCELLED and confirmation.revive(order))
    if not free or _paid_otherwise(order, payment):
        _flag(order, payment, "captured, but the order can't be confirmed: refund it")
        return
    payment.state, payment.captured_at, payment.captured_amount = PaymentState.CAPTURED, now, truth.amount
    payment.authorised_at = payment.authorised_at or now
    payment.lookup_at, payment.problem = None, ""
    payment.save()
    _append(payment, "captured", amount=str(truth.amount))
    confirmation.confirm(order, at=now)


@transaction.atomic
def closed(payment_pk: int) -> None:
    """The attempt is over at the provider; nothing was charged."""
    _end(payment_pk, PaymentState.CANCELLED, "cancelled")


@transaction.atomic
def failed(payment_pk: int, message: str) -> None:
    """The bank let us set the money aside and then refused it; she can try another way while the hold lasts."""
    _end(payment_pk, PaymentState.FAILED, "capture_declined", message)


def _end(payment_pk: int, state: PaymentState, kind: str, message: str = "") -> None:
    _, payment = lock_payment(payment_pk)
    if payment.state not in LIVE:
        return
    payment.state, payment.lookup_at, payment.problem = state, None, message
    payment.save()
    _append(payment, kind, message=message)


def _fits(order: Order, payment: Payment, truth: Truth) -> bool:
    """Amounts and currency from the provider must equal the order; else staff look, nothing moves."""
    expected = (order.total_incl_tax, order.currency)
    if (truth.amount, truth.currency) == expected == (payment.amount, payment.currency):
        return True
    _flag(
        order,
        payment,
        f"provider says {truth.amount} {truth.currency}, the order is {expected[0]} {expected[1]}",
    )
    return False


def _flag(order: Order, payment: Payment, why: str) -> None:
    if not payment.needs_review:
        _append(payment, "needs_review", why=why)
        lifecycle.append(order, "payment_needs_review", reason=why, public=False)
    payment.needs_review, payment.lookup_at = True, None
    payment.save()


def _paid_otherwise(order: Order, payment: Payment) -> bool:
    """Another attempt has paid this order, or is about to."""
    others = order.payments.exclude(pk=payment.pk)
    return order.status in PAID or others.filter(state__in=[*LIVE, PaymentState.CAPTURED]).exists()


def _remember(payment: Payment, truth: Truth) -> None:
    payment.reference = payment.reference or truth.reference
    payment.hosted_reference = payment.hosted_reference or str(truth.details.get("hosted", ""))
    payment.details = {**payment.details, **{k: v for k, v in truth.details.items() if k != "hosted"}}


def _append(payment: Payment, kind: str, **data: Any) -> None:
    PaymentEvent.objects.create(payment=payment, kind=kind, data={k: v for k, v in data.items() if v})


__all__ = ["Next", "Standing", "authorised", "captured", "closed", "failed", "started", "still_open"]
