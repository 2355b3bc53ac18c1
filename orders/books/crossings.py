"""What the nexus watch tells accounting: each threshold neared or reached, by mail and in the queue, once."""

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from orders.books.models import NexusCrossing
from orders.books.nexus import WARN_AT, Watch, watches
from portero.core.mail import outbox
from portero.core.money import dollars

ACCOUNTING = "Accounting"
Level = NexusCrossing.Level


def sweep() -> int:
    """Note what was crossed since the last look, and what is below again; how many crossings are new."""
    standing = {(watch.state, level): watch for watch in watches() for level in _levels(watch)}
    now = timezone.now()
    for crossing in standing_crossings():
        if (crossing.state, crossing.level) not in standing:
            NexusCrossing.objects.filter(pk=crossing.pk, over_at__isnull=True).update(over_at=now)
    return sum(_cross(watch, level) for (_, level), watch in standing.items())


def standing_crossings() -> QuerySet[NexusCrossing]:
    """What is still crossed: work for accounting until the state is registered or the sum has fallen."""
    return NexusCrossing.objects.filter(over_at__isnull=True)


def _levels(watch: Watch) -> list[NexusCrossing.Level]:
    reached = [(Level.NEAR, WARN_AT), (Level.OVER, Decimal(1))]
    return [level for level, share in reached if watch.share >= share]


@transaction.atomic
def _cross(watch: Watch, level: NexusCrossing.Level) -> int:
    """Of two sweeps at once the constraint lets one tell it."""
    crossing, new = NexusCrossing.objects.get_or_create(
        state=watch.state, level=level, over_at=None, defaults={"sum": watch.sum, "sales": watch.sales}
    )
    # Who jumps over both at once reads the worse news only.
    if new and not (level == Level.NEAR and watch.share >= 1):
        _mail(watch, crossing)
    return int(new)


def _mail(watch: Watch, crossing: NexusCrossing) -> None:
    people = User.objects.filter(is_active=True, is_staff=True, groups__name__in=[ACCOUNTING, ADMINISTRATOR])
    context = {
        "state": watch.name,
        "reached": crossing.level == Level.OVER,
        "percent": watch.percent,
        "sum": dollars(watch.sum, cents=True),
        "sales": watch.sales,
        "threshold": dollars(watch.rule.amount),
        "page": reverse("books:nexus"),
    }
    for to in people.order_by("email").values_list("email", flat=True).distinct():
        outbox.post("nexus_crossed", about=f"nexus:{crossing.pk}", to=to, context=context)
