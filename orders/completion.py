"""An order is completed once its window for returns has closed and nothing about it is open."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from orders import lifecycle
from orders.fulfilment.models import Shipment, ShipmentState
from orders.locks import lock_order
from orders.order.models import Order
from orders.promise.models import Claim
from orders.returns.models import Return
from orders.states import OrderState
from portero.core.figures import figure

AT_ONCE = 200


def sweep(now: datetime | None = None) -> int:
    """Complete the delivered orders whose last parcel left longer ago than returns are taken; returns how many.

    One query by the index of delivered orders; each is its own transaction. Safe to run twice or at once.
    """
    now = now or timezone.now()
    due = list(_due(now).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_complete(pk, now) for pk in due)


def _due(now: datetime) -> QuerySet[Order]:
    closed = now - timedelta(days=int(figure("return_days")))
    of_it = Shipment.objects.filter(order=OuterRef("pk")).exclude(state=ShipmentState.CANCELLED)
    open_return = Return.objects.filter(order=OuterRef("pk"), ended_at__isnull=True)
    open_claim = Claim.objects.filter(order=OuterRef("pk"), ended_at__isnull=True)
    found = Order.objects.filter(status=OrderState.DELIVERED)
    return found.filter(
        ~Exists(of_it.filter(shipped_at__gt=closed)), ~Exists(open_return), ~Exists(open_claim)
    )


@transaction.atomic
def _complete(pk: int, now: datetime) -> int:
    """Whoever asks for a return locks the order first: one of the two comes first, and the other sees it."""
    order = lock_order(pk)
    if not _due(now).filter(pk=order.pk).exists():
        return 0
    lifecycle.move(order, OrderState.COMPLETED, kind="completed", at=now, public=False)
    return 1
