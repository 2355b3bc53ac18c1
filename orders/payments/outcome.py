"""What follows from the truth about a payment, decided under the locks of order and payment; each acts once."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from catalog.listing import ListingRefused
from orders import confirmation, lifecycle, verification_cases, wire_mails
from orders.order.models import Order
from orders.payments import crediting, declines, projection, refunds, wire_hold
from orders.payments.calls import NotSent, Sent, first_call, may_be_authorised
from orders.payments.gateway import Standing, Truth
from orders.payments.locks import lock_attempts, lock_payment, lock_payment_alone
from orders.payments.models import LIVE, GatewayCall, Method, Payment, PaymentState
from orders.payments.states import append, move
from orders.states import PAID, UNPAID, OrderState
from portero.core.card_numbers import masked
from portero.core.rows import Together

logger = logging.getLogger(__name__)

# The money is here; what happens to it from now on is a refund.
ARRIVED = (PaymentState.CAPTURED, PaymentState.STRAY)
# How long money may still come for an attempt that is over: from a page that the provider can't close, or from a
# call without an answer.
WATCHED = timedelta(days=1)
CAPTURE = "capture"


class Next(StrEnum):
    """What the caller does next at the provider."""

    AUTHORISE = "authorise"
    CAPTURE = "capture"
    WAIT = "wait"
    VOID = "void"


class Step(NamedTuple):
    """What comes next, and the payment as it was written; `call` is the one to make, if it was written with it."""

    next: Next
    payment: Payment
    call: GatewayCall | None = None


@transaction.atomic
def started(payment: Payment, truth: Truth, *, lookup_at: datetime, sent: Sent | None = None) -> Payment:
    """The provider knows the attempt: keep its references, and when the poller asks first.

    An attempt that was closed meanwhile stays closed; the poller, asking, cancels it at the provider too. `sent` is
    the call that told us. Returns the attempt as it is now.
    """
    if payment.method == Method.WIRE:
        order, payment = lock_payment(payment.pk, seen=payment.order)
    else:
        order, payment = payment.order, lock_payment_alone(payment.pk, seen=payment.order)
    if payment.state in ARRIVED:
        return payment
    _remember(payment, truth)
    fresh = payment.state == PaymentState.CREATED
    with Together() as rows:
        if fresh:
            move(payment, PaymentState.STARTED, facts={"reference": truth.reference}, rows=rows)
        payment.lookup_at = lookup_at
        rows.change(payment)
        if sent:
            sent.answered(rows)
    if fresh and payment.method == Method.WIRE:
        wire_hold.begin(order, payment)
    return payment


@transaction.atomic
def still_open(payment_pk: int, truth: Truth, *, lookup_at: datetime) -> Step:
    """She hasn't finished, or her bank said no: keep what she was told, ask again later.

    An attempt that is over for us must be over at the provider: it is to be voided.
    """
    order, payment = lock_payment(payment_pk)
    if payment.state in ARRIVED:
        return Step(Next.WAIT, payment)
    declined = _declined_again(payment, truth)
    _remember(payment, truth)
    payment.lookup_at = lookup_at
    if payment.state not in LIVE:
        payment.save()
        return Step(Next.VOID, payment)
    if truth.held and order.status == OrderState.PENDING_PAYMENT:
        verification_cases.open_case(order, until=truth.expires_at, held=True)
    problem = masked(truth.problem)[:300]
    if declined:
        append(payment, "declined", problem=problem)
        lifecycle.append(order, "payment_declined", reason=problem, public=False)
    payment.problem = problem
    payment.save()
    # Cards are tried out on it: closed at the provider, it takes no other.
    return Step(Next.VOID if declined and declines.paused_until(order.pk) else Next.WAIT, payment)


@transaction.atomic
def approved(payment_pk: int, truth: Truth, *, lookup_at: datetime) -> Step:
    """She agreed at the provider, and our server is to set the money aside; or nobody wants it any more."""
    order, payment = lock_payment(payment_pk)
    if payment.state in ARRIVED:
        return Step(Next.WAIT, payment)
    if payment.state not in LIVE and payment.lookup_at is None:
        return Step(Next.WAIT, payment)  # over, and not watched: without our authorisation no money moves
    _remember(payment, truth)
    if not _fits(order, payment, truth):
        return Step(Next.WAIT, payment)
    payment.lookup_at = lookup_at
    payment.save()
    wanted = payment.state in LIVE and order.status in UNPAID
    return Step(Next.AUTHORISE if wanted else Next.VOID, payment)


@transaction.atomic
def sending(payment_pk: int, *, lookup_at: datetime) -> None:
    """The recorded call that sets money aside goes out now, unless the attempt was closed meanwhile.

    Under the same lock as closing: either this sees the closed attempt, or whoever closes it sees the call and
    leaves the poller asking. Raises NotSent.
    """
    _, payment = lock_payment(payment_pk)
    if payment.state not in LIVE:
        raise NotSent("This way to pay was closed meanwhile. Nothing was charged; please pay again.")
    payment.lookup_at = lookup_at
    payment.save(update_fields=["lookup_at"])


@transaction.atomic
def authorised(payment_pk: int, truth: Truth, *, lookup_at: datetime) -> Step:
    """The bank has set the money aside: decide whether to take it, to let staff look first, or to let it go."""
    order, payment, others = lock_attempts(payment_pk)
    if payment.state in ARRIVED:
        return Step(Next.WAIT, payment)
    _remember(payment, truth)
    if not _fits(order, payment, truth):
        return Step(Next.WAIT, payment)
    payment.lookup_at = lookup_at
    if _paid_otherwise(order, others) or not _wants_money(order):
        payment.save()
        if not payment.events.filter(kind="too_late").exists():
            append(payment, "too_late")
        return Step(Next.VOID, payment)
    new = payment.authorised_at is None
    capture = first_call(payment, CAPTURE) if _is_plain(order, truth) else None
    with Together() as rows:
        if payment.state != PaymentState.AUTHORISED:
            move(payment, PaymentState.AUTHORISED, facts={"amount": str(truth.amount)}, rows=rows)
            payment.authorised_at = timezone.now()
        payment.problem = ""
        rows.change(payment)
        projection.write(payment, new=new, rows=rows)
        if capture:
            rows.add_last(capture, unless_there=True)
    return Step(_may_capture(order, payment, truth), payment, capture)


def _wants_money(order: Order) -> bool:
    """Whether the order waits for money; one whose time ran out does again if its pieces are still free."""
    if order.status == OrderState.CANCELLED and confirmation.revive(order):
        order.refresh_from_db(fields=["status"])
    return order.status in UNPAID


def _is_plain(order: Order, truth: Truth) -> bool:
    """Whether nobody has to look before the money is taken."""
    return order.status != OrderState.UNDER_VERIFICATION and not (order.contact.verification or truth.held)


def _may_capture(order: Order, payment: Payment, truth: Truth) -> Next:
    if _is_plain(order, truth):
        return Next.CAPTURE
    if order.status == OrderState.UNDER_VERIFICATION:
        case = order.verification_case
        if payment.capturable_until:
            verification_cases.keep_pieces(order, payment.capturable_until)
    else:
        case = verification_cases.open_case(order, until=payment.capturable_until, held=truth.held)
    return {"approved": Next.CAPTURE, "declined": Next.VOID}.get(case.decision, Next.WAIT)


@transaction.atomic
def captured(payment: Payment, truth: Truth, sent: Sent | None = None) -> Payment:
    """The money is ours: confirmed means captured (domain.md, Payment). Sells the pieces, starts the clock.

    `sent` is the call that took it. Returns the payment and its order as they are now.
    """
    if payment.credited:
        crediting.lock_sources(payment.order)
    order, payment, others = lock_attempts(payment.pk, seen=payment.order)
    if payment.state in ARRIVED:
        return payment
    _remember(payment, truth)
    if not _fits(order, payment, truth):
        with Together() as rows:
            _book(payment, truth, PaymentState.STRAY, rows)
        return payment
    if _paid_otherwise(order, others) or not _wants_money(order) or _was_declined(order):
        _stray(payment, truth, "The payment arrived when the order could no longer be confirmed.")
        return payment
    rows, now = Together(), timezone.now()
    try:
        confirmation.confirm(order, at=now, rows=rows)
    except ListingRefused as refused:
        _stray(payment, truth, f"A piece of the order can't be sold: {refused}")
    else:
        _book(payment, truth, PaymentState.CAPTURED, rows, now, sent)
        rows.write()
        if payment.credited:
            crediting.use(others, order, at=now)
    return payment


def _was_declined(order: Order) -> bool:
    """Staff declined it, and the sum was taken all the same (by hand, at the provider's own site)."""
    verified = order.status == OrderState.UNDER_VERIFICATION
    return verified and order.verification_case.decision == "declined"


def _book(
    payment: Payment,
    truth: Truth,
    state: PaymentState,
    rows: Together,
    at: datetime | None = None,
    sent: Sent | None = None,
) -> None:
    if sent:
        sent.answered(rows)
    now, new = at or timezone.now(), payment.authorised_at is None
    move(payment, state, facts={"amount": str(truth.amount)}, rows=rows)
    payment.captured_at, payment.captured_amount = now, truth.amount
    payment.authorised_at = payment.authorised_at or now
    payment.lookup_at, payment.problem = None, ""
    rows.change(payment)
    projection.write(payment, new=new, refunded=False, rows=rows)


def _stray(payment: Payment, truth: Truth, why: str) -> None:
    """Money that no order wants goes back whole, by itself; a charge or wire must not be kept."""
    with Together() as rows:
        _book(payment, truth, PaymentState.STRAY, rows)
    refund = refunds.request(payment, truth.amount, reason=why)
    if payment.method == Method.WIRE:
        wire_mails.returned(payment.order, refund, why)
    payment.refresh_from_db(fields=["refunded_amount"])  # the database adds it up
    logger.error("payment %s arrived for nothing: %s", payment.pk, why)


@transaction.atomic
def closed(payment_pk: int, *, lookup_at: datetime | None = None) -> None:
    """The attempt is over at the provider; nothing was charged. `lookup_at`: but money may still come, ask then."""
    _end(payment_pk, PaymentState.CANCELLED, "cancelled", lookup_at=lookup_at)


@transaction.atomic
def failed(payment_pk: int, message: str, *, kind: str = "capture_declined") -> None:
    """Her bank refused to set the money aside, or then to pay it; she can try another way while the hold lasts."""
    _end(payment_pk, PaymentState.FAILED, kind, message)


def _end(
    payment_pk: int,
    state: PaymentState,
    kind: str,
    message: str = "",
    lookup_at: datetime | None = None,
) -> None:
    """Nothing is left to ask about the attempt, unless `lookup_at` or a call whose answer may be money."""
    order, payment = lock_payment(payment_pk)
    message = masked(message)
    if payment.state in ARRIVED:
        return
    if payment.state in LIVE:
        move(payment, state, kind=kind, facts={"message": message})
        if message:
            lifecycle.append(order, "payment_declined", reason=message[:300], public=False)
        payment.problem = message[:300]
        if payment.method == Method.WIRE:
            wire_hold.end(order)
    if lookup_at is None and may_be_authorised(payment, WATCHED):
        lookup_at = payment.lookup_at
    payment.lookup_at, payment.needs_review = lookup_at, False
    payment.save()
    projection.write(payment)


def _declined_again(payment: Payment, truth: Truth) -> bool:
    """Whether a card was declined since we last asked; the same may be said of another card, or at another time."""
    if not truth.problem or masked(truth.problem)[:300] != payment.problem:
        return bool(truth.problem)
    return any(
        truth.details.get(fact, "") != payment.details.get(fact, "") for fact in ("last4", "authorised")
    )


def _fits(order: Order, payment: Payment, truth: Truth) -> bool:
    """Amounts and currency from the provider must equal the order; else staff look, nothing moves."""
    if fits(order, payment, truth):
        return True
    told = f"provider says {truth.amount} {truth.currency}"
    _flag(order, payment, f"{told}, the order is {order.total_incl_tax} {order.currency}")
    return False


def fits(order: Order, payment: Payment, truth: Truth) -> bool:
    """Whether provider, attempt and order speak of the same sum in the same currency."""
    expected = (order.total_incl_tax - payment.credited, order.currency)
    return (truth.amount, truth.currency) == expected == (payment.amount, payment.currency)


@transaction.atomic
def stuck(payment_pk: int, why: str, *, lookup_at: datetime) -> None:
    """The provider refuses what must happen next, by a fault of ours: staff are told, and it is tried again.

    If it stays so, the end of the hold voids it.
    """
    order, payment = lock_payment(payment_pk)
    if payment.state in LIVE:
        _flag(order, payment, why)
        payment.lookup_at = lookup_at
        payment.save()


def _flag(order: Order, payment: Payment, why: str) -> None:
    """Staff look (the queue of the staff site); what they have seen to once doesn't come back."""
    seen = payment.events.filter(kind="reviewed").exists()
    if not seen and not payment.needs_review:
        append(payment, "needs_review", why=why)
        lifecycle.append(order, "payment_needs_review", reason=why[:300], public=False)
        logger.error("payment %s of order %s needs a person: %s", payment.pk, order.number, why)
    payment.needs_review, payment.lookup_at = not seen, None
    payment.save()


def _paid_otherwise(order: Order, others: Iterable[Payment]) -> bool:
    """Another attempt has paid this order, or is about to."""
    return order.status in PAID or any(one.state in {*LIVE, PaymentState.CAPTURED} for one in others)


def _remember(payment: Payment, truth: Truth) -> None:
    # A hosted page may have another card, whose transaction is another one.
    payment.reference = truth.reference or payment.reference
    payment.hosted_reference = payment.hosted_reference or str(truth.details.get("hosted", ""))
    payment.capturable_until = truth.expires_at or payment.capturable_until
    payment.details = {**payment.details, **{k: v for k, v in truth.details.items() if k != "hosted"}}


__all__ = [
    "ARRIVED",
    "Next",
    "Standing",
    "Step",
    "approved",
    "authorised",
    "captured",
    "closed",
    "failed",
    "fits",
    "sending",
    "started",
    "still_open",
    "stuck",
]
