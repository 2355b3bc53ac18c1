"""Holds that have ended: the provider is asked and told first, then the pieces are released."""

import logging
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog import holds
from catalog.models import Hold
from orders.cancellation import cancel_unpaid
from orders.models import Contact, VerificationCase
from orders.order.models import Order
from orders.payments import attempts
from orders.payments.gateway import GatewayError
from orders.states import UNPAID, OrderState

logger = logging.getLogger(__name__)

TIME_RAN_OUT = "The time to pay ran out. Nothing was charged."


def expire_holds(now: datetime | None = None) -> int:
    """Release every hold that has ended; returns how many orders and loose holds were released.

    A hold with an unpaid order goes only after its payment is cancelled at the provider; if the provider can't
    be asked, order and hold stay until the next sweep. Safe to run twice and at once.
    """
    now = now or timezone.now()
    due = Hold.objects.filter(released_at__isnull=True, expires_at__lte=now)
    released = 0
    for holder in due.values_list("holder", flat=True).distinct():
        released += _expire(holder, now)
    return released + sum(_cancel(order) for order in _left_behind())


def _expire(holder: str, now: datetime) -> int:
    contact = (
        Contact.objects.filter(basket_key=holder, order__status__in=UNPAID).select_related("order").first()
    )
    if contact is not None:
        return _cancel(contact.order)
    ended = Hold.objects.filter(holder=holder, released_at__isnull=True, expires_at__lte=now)
    return holds.release(
        holder, reason="expired", item_pks=list(ended.values_list("item_id", flat=True)), now=now
    )


def _cancel(order: Order) -> int:
    declined = VerificationCase.objects.filter(order=order, decision="declined").exists()
    try:
        if not attempts.close(
            order, even_authorised=declined or order.status == OrderState.UNDER_VERIFICATION
        ):
            return 0
    except GatewayError as error:
        logger.warning("order %s keeps its hold: %s", order.number, type(error).__name__)
        return 0
    return int(cancel_unpaid(order, reason=TIME_RAN_OUT, keep_hold=False))


def _left_behind() -> list[Order]:
    """Unpaid orders that nothing holds any more, and declined ones whose provider didn't answer."""
    held = Hold.objects.filter(holder=OuterRef("contact__basket_key"), released_at__isnull=True)
    loose = Order.objects.filter(status=OrderState.PENDING_PAYMENT).exclude(Exists(held))
    declined = Order.objects.filter(
        status=OrderState.UNDER_VERIFICATION, verification_case__decision="declined"
    )
    return [*loose.select_related("contact")[:50], *declined.select_related("contact")[:50]]
