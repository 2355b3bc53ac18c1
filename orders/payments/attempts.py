"""Attempts to pay an order: beginning one at the provider, and closing it for good."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from orders.access import link_to
from orders.locks import lock_order
from orders.order.models import Order
from orders.payments import outcome
from orders.payments.calls import call
from orders.payments.gateway import GatewayError, Refused, Standing, Truth, gateway
from orders.payments.models import LIVE, Payment, PaymentState
from orders.payments.settle import settle
from orders.queries import hold_ends
from orders.states import OrderState

CARD, CARD_HOSTED = "card", "card_hosted"
FIRST_LOOKUP = timedelta(seconds=20)


class NothingToPay(Exception):
    """The order isn't waiting for a payment: it's paid, cancelled, or its hold has ended."""


@dataclass(frozen=True)
class Started:
    """An attempt the buyer can go on with; the secret goes to the provider's script in her browser only."""

    payment: Payment
    client_secret: str = field(repr=False)


def start(order: Order) -> Started:
    """Begin paying by card on our page, or go on with the attempt that is open (reloading is free).

    Raises NothingToPay, and GatewayError with a sentence for the buyer.
    """
    payment, truth = _begin(order, CARD)
    return Started(payment, truth.client_secret)


def hosted_page(order: Order) -> str:
    """The address of the provider's own page for this order (no JavaScript needed there).

    An attempt that was open on our page is closed first. Raises NothingToPay and GatewayError.
    """
    return _begin(order, CARD_HOSTED)[1].hosted_url


def close(order: Order, *, even_authorised: bool = False) -> bool:
    """Cancel what is open at the provider; True when no money can arrive any more.

    A payment that went through meanwhile is settled instead (and, unless `even_authorised`, one that is
    authorised is kept): then False. Raises GatewayError when the provider can't be asked; the order must then
    stay as it is.
    """
    live = order.payments.filter(state__in=LIVE)
    return all(_close(payment, even_authorised=even_authorised) for payment in live)


def _begin(order: Order, method: str) -> tuple[Payment, Truth]:
    payment = _attempt(order, method)
    if payment.method != method:
        if not _close(payment, even_authorised=False):
            raise NothingToPay(order.number)
        payment = _attempt(order, method)
    truth = _lookup(payment) if payment.state != PaymentState.CREATED else _send(payment)
    if truth.standing is Standing.CANCELLED:
        outcome.closed(payment.pk)
        payment = _attempt(order, method)
        truth = _send(payment)
    elif truth.standing is not Standing.OPEN:
        # Not "try again": the money is on its way, and the poller settles what can't be settled now.
        with suppress(GatewayError):
            settle(payment.pk)
        raise NothingToPay(order.number)
    if payment.state not in LIVE:
        raise NothingToPay(order.number)
    return payment, truth


@transaction.atomic
def _attempt(order: Order, method: str) -> Payment:
    """The open attempt of an order that waits for payment, or a new one."""
    locked = lock_order(order.pk)
    ends = hold_ends(locked)
    if locked.status != OrderState.PENDING_PAYMENT or ends is None or ends <= timezone.now():
        raise NothingToPay(locked.number)
    live = locked.payments.filter(state__in=LIVE).first()
    if live is not None:
        return live
    return Payment.objects.create(
        order=locked,
        attempt=locked.payments.count() + 1,
        provider=settings.CARD_PROCESSOR,
        method=method,
        amount=locked.total_incl_tax,
        currency=locked.currency,
    )


def _send(payment: Payment) -> Truth:
    """Begin at the provider; repeated after an unknown outcome, the stored key makes it one payment."""
    driver = gateway(payment.provider)
    back = link_to(payment.order, "orders:pay-return")
    with call(payment, "start") as key:
        if payment.method == CARD_HOSTED:
            truth = driver.start_hosted(payment, back, link_to(payment.order, "orders:pay"), key)
        else:
            truth = driver.start(payment, back, key)
    outcome.started(payment.pk, truth, lookup_at=timezone.now() + FIRST_LOOKUP)
    payment.refresh_from_db()
    return truth


def _lookup(payment: Payment) -> Truth:
    return gateway(payment.provider).lookup(payment)


def _really_sent(payment: Payment) -> bool:
    """After a call without an answer: ask again under its key. Refused for good, the attempt never began."""
    try:
        _send(payment)
    except Refused:
        return False
    return True


def _close(payment: Payment, *, even_authorised: bool) -> bool:
    if payment.state == PaymentState.CREATED and not (payment.calls.exists() and _really_sent(payment)):
        outcome.closed(payment.pk)
        return True
    standing = _lookup(payment).standing
    keep = {Standing.CAPTURED, Standing.PROCESSING} | (set() if even_authorised else {Standing.AUTHORISED})
    if standing in keep:
        settle(payment.pk)
        return False
    with call(payment, "void") as key:
        truth = gateway(payment.provider).void(payment, key)
    if truth.standing is not Standing.CANCELLED:
        settle(payment.pk)
        return False
    outcome.closed(payment.pk)
    return True


__all__ = ["CARD", "CARD_HOSTED", "GatewayError", "NothingToPay", "Started", "close", "hosted_page", "start"]
