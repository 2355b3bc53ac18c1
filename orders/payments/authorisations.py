"""Authorised money that waits for a decision ends one day: it is prolonged where that can be done, and staff are told.

Stripe keeps it seven days, PayPal honours it three days and can then renew it, Authorize.net keeps it thirty days
(payments facts); what the provider itself says stands in `Payment.capturable_until`.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from orders import lifecycle
from orders.payments import outcome, rounds
from orders.payments.calls import call
from orders.payments.gateway import Standing, gateway
from orders.payments.locks import lock_payment
from orders.payments.models import Payment, PaymentState
from orders.payments.settle import settle
from orders.payments.states import append
from orders.states import OrderState
from portero.core.mail import outbox

WARNED_BEFORE = timedelta(hours=24)
# PayPal renews only what has ended; the pieces are kept a little longer (verification_cases.GRACE).
RENEWED_BEFORE = timedelta(minutes=5)
DECIDERS = ("Customer care",)


def ending(now: datetime | None = None, *, within: timedelta = WARNED_BEFORE) -> QuerySet[Payment]:
    """Authorised payments of orders under verification whose money can soon no longer be taken, soonest first."""
    now = now or timezone.now()
    return (
        Payment.objects.filter(state=PaymentState.AUTHORISED, capturable_until__lte=now + within)
        .filter(order__status=OrderState.UNDER_VERIFICATION)
        .select_related("order")
        .order_by("capturable_until")
    )


def watch(now: datetime | None = None) -> int:
    """Prolong what ends within minutes; tell staff, once, of what ends within a day. Returns how many were touched."""
    now = now or timezone.now()
    touched = rounds.by_provider(ending(now, within=RENEWED_BEFORE), "provider", _renew)
    return touched + rounds.each(ending(now)[: rounds.BATCH], warn)


def _renew(payment: Payment) -> int:
    """Ask the provider to prolong it; where it can't, nothing changes and the hold ends the order in time."""
    with call(payment, "renew") as key:
        truth = gateway(payment.provider).renew(payment, key)
    if truth.standing is not Standing.AUTHORISED:
        settle(payment.pk)
        return 1
    before = payment.capturable_until
    if truth.expires_at is None or (before is not None and truth.expires_at <= before):
        return 0
    outcome.authorised(payment.pk, truth, lookup_at=timezone.now())
    append(payment, "renewed", until=truth.expires_at.isoformat())
    return 1


@transaction.atomic
def warn(payment: Payment) -> int:
    """Mail those who decide that an authorisation ends; once for each end it has (a renewed one has another)."""
    order, locked = lock_payment(payment.pk)
    until = locked.capturable_until
    if until is None or order.status != OrderState.UNDER_VERIFICATION:
        return 0
    told = locked.events.filter(kind="ending", data__until=until.isoformat()).exists()
    if told or order.verification_case.decision:
        return 0
    append(locked, "ending", until=until.isoformat())
    lifecycle.append(order, "authorisation_ending", public=False, until=until)
    for address in _deciders():
        outbox.post(
            "authorisation_ending",
            about=f"order:{order.number}:authorisation-{until:%Y%m%d%H%M}",
            to=address,
            context={"order": order, "until": until, "reasons": order.verification_case.reasons},
        )
    return 1


def _deciders() -> list[str]:
    people = User.objects.filter(is_active=True, is_staff=True, groups__name__in=DECIDERS)
    return list(people.order_by("email").values_list("email", flat=True).distinct())
