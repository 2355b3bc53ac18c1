"""The sweep of disputes: open ones are asked about every hour, deadlines are watched."""

from datetime import datetime

from django.utils import timezone

from orders.payments import rounds
from orders.payments.disputes import alarms, queries
from orders.payments.disputes.following import ASK_AGAIN, follow
from orders.payments.models import Dispute


def sweep(*, now: datetime | None = None) -> int:
    """Ask about what is due and give the reminders; returns how many disputes and mails that were.

    Safe to run twice and at once: a compare-and-set decides who asks, and a constraint says each reminder once.
    """
    now = now or timezone.now()
    asked = rounds.by_provider(queries.to_ask(now), "provider", lambda dispute: _ask(dispute, now))
    due = list(queries.to_ring(now).values_list("pk", flat=True)[: rounds.BATCH])
    return asked + rounds.each(due, lambda pk: alarms.ring(pk, now=now))


def _ask(dispute: Dispute, now: datetime) -> int:
    mine = Dispute.objects.filter(pk=dispute.pk, lookup_at=dispute.lookup_at)
    if not mine.update(lookup_at=now + ASK_AGAIN):
        return 0
    follow(dispute.provider, dispute.reference)
    return 1
