"""Days of reconciliation: from midnight to midnight in New York, where the shop's books are kept."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

# Providers post late, and a difference should be seen to agree once they have: each daily run looks back.
OVERLAP = timedelta(days=3)
# How late a provider may list what was captured: until then its silence is no difference.
LISTS_WITHIN = {"authorizenet": timedelta(days=2), "paypal": timedelta(hours=12)}
PROMPT = timedelta(hours=1)
# Our clock and the provider's differ by less than this.
EDGE = timedelta(hours=1)


def midnight(day: date) -> datetime:
    """The beginning of a day in the shop's time zone (also where clocks change)."""
    return timezone.make_aware(datetime.combine(day, time.min))


def span(first: date, last: date) -> tuple[datetime, datetime]:
    """[since, until) of these days, both included. Raises ValueError if they run backwards."""
    if last < first:
        raise ValueError(f"{first} comes after {last}.")
    return midnight(first), midnight(last + timedelta(days=1))


def yesterday(now: datetime | None = None) -> date:
    """The last day that is over in New York."""
    return timezone.localdate(now) - timedelta(days=1)


def listed_before(provider: str, until: datetime) -> datetime:
    """What happened before this moment must stand in the provider's list of a period up to `until`."""
    return until - LISTS_WITHIN.get(provider, PROMPT)
