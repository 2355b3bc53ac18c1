"""The journal of questions about numbers is kept for a year: long enough to see somebody at work, and no longer."""

from datetime import datetime, timedelta

from django.utils import timezone

from authentication.models import MatchAttempt

KEPT = timedelta(days=365)


def prune(*, now: datetime | None = None) -> int:
    """Delete what is older than a year; how many rows that were. The limits look back a month at most."""
    old = MatchAttempt.objects.filter(at__lt=(now or timezone.now()) - KEPT)
    return old.delete()[0]
