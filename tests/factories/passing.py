"""Time passes for an order: its hold ends, its payment is due to be asked about."""

from datetime import timedelta

from django.utils import timezone

from catalog.models import Hold
from orders.order.models import Order
from orders.payments.models import GatewayCall, Payment, Refund


def expire(order: Order) -> None:
    """The hold of this order ended a minute ago."""
    now = timezone.now()
    Hold.objects.filter(holder=order.contact.basket_key, released_at__isnull=True).update(
        created_at=now - timedelta(hours=1), expires_at=now - timedelta(minutes=1)
    )


def due(order: Order) -> None:
    """The poller asks about this order's payments now."""
    Payment.objects.filter(order=order, lookup_at__isnull=False).update(lookup_at=timezone.now())


def refunds_due() -> None:
    """Hours pass for every refund: those that wait are due, and no call can be under way any more."""
    Refund.objects.filter(next_try_at__isnull=False).update(next_try_at=timezone.now())
    GatewayCall.objects.filter(operation="refund").update(started_at=timezone.now() - timedelta(hours=1))
