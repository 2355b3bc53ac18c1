"""What pages ask about claims."""

from datetime import datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from orders.order.models import Order
from orders.promise import clock
from orders.promise.models import Claim

WITH = (
    "order__contact",
    "item__designer",
    "line",
    "shipment_line__shipment",
    "case",
    "refund",
    "certificate",
)


def of(order: Order) -> QuerySet[Claim]:
    """The claims of an order, the newest first, with what their page shows."""
    found = Claim.objects.filter(order=order).select_related(*WITH)
    return found.prefetch_related("decisions", "photos").order_by("-pk")


def open_of(order: Order) -> QuerySet[Claim]:
    """Those that haven't ended: while there is one its order isn't completed."""
    return of(order).filter(ended_at__isnull=True)


def waiting() -> QuerySet[Claim]:
    """Every open claim, the most urgent first; without a deadline last."""
    found = Claim.objects.filter(ended_at__isnull=True).select_related(*WITH)
    return found.prefetch_related("decisions").order_by(F("due_at").asc(nulls_last=True), "pk")


def waiting_for_us() -> QuerySet[Claim]:
    """Those whose next step is ours, the most urgent first."""
    return waiting().filter(
        state__in=[state for state, step in clock.STEPS.items() if step.whose == clock.STAFF]
    )


def late(now: datetime | None = None) -> QuerySet[Claim]:
    """Those of ours that are past their deadline."""
    return waiting_for_us().filter(due_at__lte=now or timezone.now())


def appointments() -> QuerySet[Claim]:
    """Wishes for an appointment that nobody has answered, the oldest first."""
    asked = waiting().exclude(appointment_wanted="").filter(appointment_answered_at__isnull=True)
    return asked.order_by("appointment_wanted_at")
