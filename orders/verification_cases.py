"""Expedited delivery or a differing address: the authorised order waits for staff (domain.md, Verification)."""

from datetime import datetime, timedelta

from django.utils import timezone

from catalog.models import Hold
from orders import lifecycle, mails
from orders.models import VerificationCase
from orders.order.models import Order
from orders.states import OrderState

# The shortest time a provider keeps an authorisation that names no end itself (Stripe: seven days).
AUTHORISATION_LASTS = timedelta(days=7)
# PayPal renews an authorisation only once it has ended: until that is done the pieces stay hers.
GRACE = timedelta(hours=2)
HELD = "the payment provider's own rules hold it for review"


def open_case(order: Order, *, until: datetime | None = None, held: bool = False) -> VerificationCase:
    """Open the case of a locked, authorised order and keep its pieces while staff look, `until` it ends.

    `held`: the provider wants a person to look. An order that a late payment revived goes on with the case it
    has, and with its decision.
    """
    reasons = [*order.contact.verification, *([HELD] if held else [])]
    case, _ = VerificationCase.objects.get_or_create(order=order, defaults={"reasons": reasons})
    lifecycle.transition(
        order.pk, OrderState.UNDER_VERIFICATION, kind="under_verification", reason="; ".join(reasons)
    )
    keep_pieces(order, until or timezone.now() + AUTHORISATION_LASTS)
    mails.order_verifying(order)
    return case


def keep_pieces(order: Order, until: datetime) -> None:
    """The pieces of a locked order under verification are held as long as its money can be taken."""
    holds = Hold.objects.filter(holder=order.contact.basket_key, released_at__isnull=True)
    holds.update(expires_at=max(until, timezone.now()) + GRACE)
