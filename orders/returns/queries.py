"""Returns as pages and queues read them."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from orders.order.models import Order
from orders.returns.models import Return, ReturnPiece

PIECES = Prefetch(
    "pieces",
    ReturnPiece.objects.select_related("line", "item__designer", "item__style", "shipment_line__shipment"),
)


def of(order: Order) -> list[Return]:
    """The returns of an order with their pieces and sums, the oldest first; a few queries however many."""
    found = order.returns.select_related(
        "label", "refund", "exchange__order", "exchange__wanted__designer"
    ).prefetch_related(PIECES, "amounts")
    return list(found.order_by("pk"))


def waiting() -> QuerySet[Return]:
    """Open returns, the most urgent first; `due_at` is the deadline of the next step, whoever's turn it is."""
    found = Return.objects.filter(ended_at__isnull=True).select_related("order__contact", "label", "refund")
    return found.prefetch_related(PIECES, "amounts").order_by("due_at", "pk")


def waiting_in(*states: str) -> QuerySet[Return]:
    """Those of them in these states: one desk's queue."""
    return waiting().filter(state__in=states)


def count(*states: str) -> int:
    """How many wait in these states; one indexed query."""
    return Return.objects.filter(ended_at__isnull=True, state__in=states).count()


def late(*states: str, now: datetime | None = None) -> int:
    """How many of them are past their deadline."""
    open_ones = Return.objects.filter(ended_at__isnull=True, state__in=states)
    return open_ones.filter(due_at__lt=now or timezone.now()).count()
