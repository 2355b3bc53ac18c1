"""Expedited delivery or a differing address: the authorised order waits for staff (domain.md, Verification)."""

from datetime import timedelta

from django.utils import timezone

from catalog.models import Hold
from orders import lifecycle, mails
from orders.models import VerificationCase
from orders.order.models import Order
from orders.states import OrderState

# Stripe keeps an authorisation for seven days (payments facts); the pieces wait no longer than that.
AUTHORISATION_LASTS = timedelta(days=7)


def open_case(order: Order) -> VerificationCase:
    """Open the case of a locked, authorised order and keep its pieces while staff look.

    An order that a late payment revived goes on with the case it has, and with its decision.
    """
    case, _ = VerificationCase.objects.get_or_create(
        order=order, defaults={"reasons": order.contact.verification}
    )
    lifecycle.transition(
        order.pk,
        OrderState.UNDER_VERIFICATION,
        kind="under_verification",
        reason="; ".join(order.contact.verification),
    )
    Hold.objects.filter(holder=order.contact.basket_key, released_at__isnull=True).update(
        expires_at=timezone.now() + AUTHORISATION_LASTS
    )
    mails.order_verifying(order)
    return case
