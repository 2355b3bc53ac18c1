"""How the ship-by promise was kept, week by week: numerator, denominator, and every breach with its cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from orders.fulfilment.models import Breach, Shipment
from portero.core import audit
from portero.core.postgres.median import Median

WEEKS = 12
CAUSE_LENGTH = 300


@dataclass(frozen=True)
class Week:
    """A week from Monday on, US Eastern: parcels whose promise was decided in it, by leaving or by breaking it."""

    monday: date
    decided: int
    late: int
    explained: int
    median: timedelta | None

    @property
    def on_time(self) -> int:
        return self.decided - self.late

    @property
    def share(self) -> str:
        """`98.6%`; empty for a week in which nothing was promised."""
        return f"{100 * self.on_time / self.decided:.1f}%" if self.decided else ""

    @property
    def hours(self) -> str:
        """The median from payment to the carrier, `31 h`."""
        return f"{round(self.median / timedelta(hours=1))} h" if self.median else ""


def weeks(now: datetime, *, back: int = WEEKS) -> list[Week]:
    """The last weeks, the present one first; one query, and a week without parcels is shown as empty.

    A parcel counts once, in the week in which it broke its promise or left in time. The median is of those that left;
    time in which the clock stood counts in it.
    """
    monday = _monday(now)
    first = monday - timedelta(weeks=back - 1)
    since = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    took = ExpressionWrapper(F("shipped_at") - F("confirmed_at"), output_field=DurationField())
    found = (
        Shipment.objects.filter(Q(shipped_at__gte=since) | Q(breach__happened_at__gte=since))
        .annotate(monday=TruncWeek(Coalesce("breach__happened_at", "shipped_at")))
        .filter(monday__gte=since)
        .values("monday")
        .annotate(
            decided=Count("pk"),
            late=Count("breach"),
            explained=Count("breach__explained_at"),
            median=Median(took),
        )
        .order_by()
    )
    rows = {timezone.localtime(row["monday"]).date(): row for row in found}
    mondays = [monday - timedelta(weeks=n) for n in range(back)]
    return [_week(on, rows.get(on, {})) for on in mondays]


def _week(monday: date, row: Mapping[str, Any]) -> Week:
    decided, late, explained = (row.get(name, 0) for name in ("decided", "late", "explained"))
    return Week(monday, decided, late, explained, row.get("median"))


def to_explain() -> QuerySet[Breach]:
    """Broken promises whose cause nobody has written down, the oldest first."""
    open_ones = Breach.objects.filter(explained_at__isnull=True)
    return open_ones.select_related("shipment__order").order_by("happened_at", "pk")


class ExplanationRefused(Exception):
    """The cause can't be written down like this; the message says why."""


@transaction.atomic
def explain(breach_pk: int, *, cause: str, actor: Any) -> Breach:
    """Write down why a promise was broken. Raises ExplanationRefused without words, or if somebody did it already."""
    if not cause.strip():
        raise ExplanationRefused("Why was it late?")
    breach = Breach.objects.select_for_update(of=("self",)).select_related("shipment").get(pk=breach_pk)
    if breach.explained_at is not None:
        raise ExplanationRefused(f"The cause is written down already: {breach.cause}")
    breach.cause, breach.explained_at, breach.explained_by = (
        cause.strip()[:CAUSE_LENGTH],
        timezone.now(),
        actor,
    )
    breach.save(update_fields=["cause", "explained_at", "explained_by"])
    audit.record("fulfilment.breach_explained", breach, actor=actor, reason=breach.cause)
    return breach


def _monday(now: datetime) -> date:
    today = timezone.localdate(now)
    return today - timedelta(days=today.weekday())
