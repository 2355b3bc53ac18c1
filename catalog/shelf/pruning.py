"""The log of changes stays short: what every process has had an hour to see is deleted."""

from datetime import timedelta

from django.utils import timezone

from catalog.models import Change

# Twice as long as a process answers without having looked (catalog.shelf.keeping.TOO_LONG).
KEPT = timedelta(hours=1)


def prune() -> int:
    """Delete changes that an earlier round saw an hour ago, mark those that this one sees; returns how many went.

    By the time of writing alone a row would be gone before anybody saw it, if its transaction stayed open
    for an hour after.
    """
    now = timezone.now()
    deleted, _ = Change.objects.filter(seen_at__lte=now - KEPT).delete()
    Change.objects.filter(seen_at=None).update(seen_at=now)
    return deleted
