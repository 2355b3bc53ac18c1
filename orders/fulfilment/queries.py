"""What the bench asks: the open parcels by deadline, and how well promises are kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Prefetch, Q, QuerySet

from orders.fulfilment.models import Shipment, ShipmentLine, ShipmentState
from orders.fulfilment.parcels import with_label
from orders.fulfilment.states import CLOCK_RUNS
from orders.states import OrderState
from portero.core.postgres.median import Median

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Record:
    """How the promise was kept: parcels that left or broke it in the time looked at."""

    decided: int
    late: int
    median: timedelta | None

    @property
    def on_time_percent(self) -> str:
        """`98.6%`, or `none yet` where nothing was promised."""
        return f"{100 * (self.decided - self.late) / self.decided:.1f}%" if self.decided else "none yet"


def open_shipments() -> QuerySet[Shipment]:
    """What is to be packed or handed over, most urgent first, then what waits for verification.

    Three queries however many: the shipments with all a row shows, their pieces, and the pauses of their clocks.
    """
    pieces = ShipmentLine.objects.select_related("item__designer").order_by("line")
    return (
        with_label(
            Shipment.objects.filter(
                Q(state__in=CLOCK_RUNS)
                | Q(state=ShipmentState.WAITING, order__status=OrderState.UNDER_VERIFICATION)
            )
        )
        .select_related("order__shipping_address__country", "order__contact", "packed_by", "breach")
        .prefetch_related(Prefetch("lines", queryset=pieces), "pauses")
        .order_by("ship_by", "pk")
    )


def waiting_count() -> int:
    """How many parcels the bench has to see to."""
    return Shipment.objects.filter(state__in=CLOCK_RUNS).count()


def late_count(now: datetime) -> int:
    """How many of them have passed their ship-by."""
    return Shipment.objects.filter(state__in=CLOCK_RUNS, ship_by__lte=now).count()


def record_since(now: datetime) -> Record:
    """The promise over the last 30 days: of the parcels that left or broke it, how many were late."""
    since = now - LOOK_BACK
    late = Q(breach__isnull=False)
    took = ExpressionWrapper(F("shipped_at") - F("confirmed_at"), output_field=DurationField())
    found = Shipment.objects.filter(Q(shipped_at__gt=since) | Q(breach__happened_at__gt=since))
    sums = found.aggregate(decided=Count("pk"), late=Count("pk", filter=late), median=Median(took))
    return Record(**sums)
