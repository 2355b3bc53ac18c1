"""Attempts to pay an order: beginning one at the provider, and closing it for good."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from orders.access import link_to
from orders.locks import lock_order
from orders.order.models import Order
from orders.payments import card_tokens, credited, methods, outcome
from orders.payments.calls import call, call_once, call_to_book, unanswered, under_way
from orders.payments.gateway import Declined, GatewayError, Refused, Standing, Truth, gateway
from orders.payments.models import LIVE, GatewayCall, Method, Payment, PaymentState
from orders.payments.queries import attempts_and_hold
from orders.payments.settle import close as close_here
from orders.payments.settle import settle
from orders.states import OrderState
from portero.core.rows import AT_ONCE

START, AUTHORIZE = "start", "authorize"
ON_ITS_WAY = (Standing.APPROVED, Standing.PROCESSING, Standing.AUTHORISED)
FIRST_LOOKUP = timedelta(seconds=20)


class NothingToPay(Exception):
    """The order isn't waiting for a payment: it's paid, cancelled, or its hold has ended."""


@dataclass(frozen=True)
class Started:
    """An attempt the buyer can go on with; what `truth` carries for her goes to her browser only."""

    payment: Payment
    truth: Truth = field(repr=False)


def begin(order: Order, method: str) -> Started:
    """Begin paying this way, or go on with the attempt that is open (reloading is free).

    An attempt that was open by another method is closed at its provider first. Raises NothingToPay, NotOffered,
    and GatewayError with a sentence for the buyer.
    """
    methods.check(order, method)
    payment, new = _attempt(order, method)
    begun = payment.state != PaymentState.CREATED
    if payment.method != method or (begun and _given_up(payment)):
        if not _close(payment, even_authorised=False):
            raise NothingToPay(order.number)
        payment, new = _attempt(order, method)
    started = _go_on(payment) if payment.state != PaymentState.CREATED else _send(payment)
    if started.truth.standing is Standing.CANCELLED:
        close_here(payment, started.truth)
        payment, new = _attempt(order, method)
        started = _send(payment)
    return _open(started, new=new)


def begin_written(payment: Payment, call: GatewayCall) -> Started:
    """As `begin`, of an attempt by card whose row and first call were written with its order."""
    return _open(_send(payment, call), new=True)


def _open(started: Started, *, new: bool) -> Started:
    """It, if she can go on with it. Raises NothingToPay."""
    number = started.payment.order.number
    if started.truth.standing is not Standing.OPEN:
        # Not "try again": the money is on its way, and the poller settles what can't be settled now.
        with suppress(GatewayError):
            settle(started.payment.pk)
        raise NothingToPay(number)
    # Nobody has seen a new attempt yet, so no money was to be set aside for it.
    if started.payment.state not in LIVE or (not new and unanswered(started.payment, AUTHORIZE)):
        raise NothingToPay(number)
    return started


def authorize(order: Order, token: str) -> Payment:
    """Set the money aside with the one-use token of the processor's card fields, then settle.

    Sent once per attempt: a second submission waits for the first, and one that comes when that is over changes
    nothing. Raises NothingToPay, NotOffered, Declined and Refused (the attempt is over, she can try again), and
    Unknown (the poller finds out).
    """
    payment = begin(order, Method.CARD).payment
    if card_tokens.attempt_of(token, payment) != payment.pk:
        raise NothingToPay(order.number)
    try:
        with call_once(payment, AUTHORIZE) as key:
            outcome.sending(payment.pk, lookup_at=timezone.now() + FIRST_LOOKUP)
            truth = gateway(payment.provider).authorize(payment, token, key)
        outcome.started(payment, truth, lookup_at=timezone.now() + FIRST_LOOKUP)
    except (Declined, Refused) as no:
        outcome.failed(payment.pk, no.message, kind="declined")
        raise
    return settle(payment.pk)


def close(order: Order, *, even_authorised: bool = False) -> bool:
    """Cancel what is open at the provider; True when no money can arrive any more.

    A payment that went through meanwhile is settled instead (and, unless `even_authorised`, one that is
    authorised is kept): then False. Raises GatewayError when the provider can't be asked; the order must then
    stay as it is.
    """
    live = order.payments.filter(state__in=LIVE)
    return all(_close(payment, even_authorised=even_authorised) for payment in live)


@transaction.atomic
def _attempt(order: Order, method: str) -> tuple[Payment, bool]:
    """The open attempt of an order that waits for payment, or a new one, and whether it is new."""
    locked = lock_order(order.pk, seen=order)
    made, ends = attempts_and_hold(locked)
    if locked.status != OrderState.PENDING_PAYMENT or ends is None or ends <= timezone.now():
        raise NothingToPay(locked.number)
    live = next((payment for payment in made if payment.state in LIVE), None)
    if live is not None:
        live.order = locked
        return live, False
    begun = new(locked, method, made)
    AT_ONCE.add(begun)
    return begun, True


def new(order: Order, method: str, made: Sequence[Payment] = ()) -> Payment:
    """An attempt to pay the order, not written yet; `made` are all that there were, and what credits pay."""
    paid = credited.sum_of(made)
    return Payment(
        order=order,
        attempt=len(made) + 1,
        provider=methods.provider_of(method),
        method=method,
        amount=order.total_incl_tax - paid,
        credited=paid,
        currency=order.currency,
    )


def _send(payment: Payment, written: GatewayCall | None = None) -> Started:
    """Begin at the provider; repeated after an unknown outcome, the stored key makes it one payment.

    `written` is its first call, if it came with the attempt.
    """
    driver = gateway(payment.provider)
    back = link_to(payment.order, "orders:pay-return")
    with call_to_book(payment, START, written) as sent:
        truth = driver.start(payment, back, link_to(payment.order, "orders:pay"), sent.key)
        begun = outcome.started(payment, truth, lookup_at=timezone.now() + FIRST_LOOKUP, sent=sent)
    return Started(begun, truth)


def _go_on(payment: Payment) -> Started:
    """Where an attempt stands that was begun before; a hosted page whose way isn't told again is asked for anew."""
    truth = _lookup(payment)
    lost = payment.method in {Method.CARD_HOSTED, Method.AFFIRM} and not truth.hosted_url
    return _send(payment) if lost and truth.standing is Standing.OPEN else Started(payment, truth)


def _lookup(payment: Payment) -> Truth:
    return gateway(payment.provider).lookup(payment)


def _given_up(payment: Payment) -> bool:
    """Its money was to be set aside, nobody knows whether it was, and by now the request is no longer under way."""
    return bool(unanswered(payment, AUTHORIZE)) and not under_way(payment, AUTHORIZE)


def _really_sent(payment: Payment) -> Payment | None:
    """After a call without an answer: ask again under its key. Refused for good, the attempt never began."""
    try:
        return _send(payment).payment if payment.calls.exists() else None
    except Refused:
        return None


def _close(payment: Payment, *, even_authorised: bool) -> bool:
    if payment.state == PaymentState.CREATED:
        if not (sent := _really_sent(payment)):
            outcome.closed(payment.pk)
            return True
        payment = sent
    truth = _lookup(payment)
    keep = {Standing.CAPTURED, *(() if even_authorised else ON_ITS_WAY)}
    if truth.standing in keep and not (_wrong(payment, truth) or _stuck(payment)):
        settle(payment.pk)
        return False
    if under_way(payment, AUTHORIZE):
        return False
    with call(payment, "void") as key:
        truth = gateway(payment.provider).void(payment, key)
    if truth.standing is not Standing.CANCELLED:
        settle(payment.pk)
        return False
    close_here(payment, truth)
    return True


def _wrong(payment: Payment, truth: Truth) -> bool:
    """Its amount doesn't fit the order: staff were told, also if they have seen to it, and it is never captured."""
    told = payment.events.filter(kind="needs_review").exists()
    return told and not outcome.fits(payment.order, payment, truth)


def _stuck(payment: Payment) -> bool:
    """The provider refuses to capture it, by a fault of ours that staff were told of."""
    last = payment.calls.filter(operation="capture").order_by("-pk").first()
    return last is not None and last.outcome == "refused"


__all__ = ["GatewayError", "NothingToPay", "Started", "authorize", "begin", "close"]
