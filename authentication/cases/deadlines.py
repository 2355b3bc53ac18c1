"""Until when a case is to be decided, by its tier; staff are reminded before that and at that moment."""

from datetime import datetime, timedelta

from authentication.models import Case
from portero.core.figures import figure


def hours(case: Case) -> timedelta:
    """How long a case of this tier may take (figures `case_hours_tier_a`, `_b`, `_c`)."""
    return timedelta(hours=int(figure(f"case_hours_tier_{case.tier.lower()}")))


def of(case: Case, since: datetime) -> tuple[datetime, datetime]:
    """Until when it is to be decided, and when staff are reminded of it first (figure `case_reminder_hours` before)."""
    due = since + hours(case)
    return due, max(since, due - timedelta(hours=int(figure("case_reminder_hours"))))
