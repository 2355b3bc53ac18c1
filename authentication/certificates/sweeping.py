"""Certificates follow the record of their pieces: soon for what a visitor sees, once a day for everything.

A piece that was listed by hand under a passed case gets its first one here too.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from authentication.certificates import issuing
from catalog.models import Change, Clearance, Item, ListingState

# The log of changes is kept for an hour; every round looks at more than the time since the one before.
LOOKS_BACK = timedelta(minutes=30)
TO_BEGIN = Q(certificate="", state=ListingState.LISTED, clearance__kind=Clearance.Kind.AUTHENTICATION)


def follow_changes(now: datetime | None = None) -> int:
    """New versions for pieces that the log of changes names lately; how many there were."""
    since = (now or timezone.now()) - LOOKS_BACK
    changes = Change.objects.filter(at__gte=since).values_list("items", flat=True)
    touched = {
        pk for items in changes for pk in items or ()
    }  # none: too many to name, they wait for the night
    return _follow(Item.objects.filter(pk__in=touched))


def follow_all() -> int:
    """The same for every piece; how many there were."""
    return _follow(Item.objects.order_by("pk"))


def _follow(items: QuerySet[Item]) -> int:
    """One transaction each: a piece that can't be certified holds up no other."""
    begun = sum(_begins(item) for item in _each(items.filter(TO_BEGIN)))
    return begun + sum(issuing.refresh(item) is not None for item in _each(items.exclude(certificate="")))


def _each(items: QuerySet[Item]) -> Iterator[Item]:
    return items.select_related("designer").iterator(chunk_size=500)


def _begins(item: Item) -> bool:
    try:
        issuing.issue(item, actor=None)
    except issuing.NotCertified:
        return False
    return True
