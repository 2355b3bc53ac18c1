"""Certificates follow the record of their pieces: soon for what a visitor sees, once a day for everything."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from authentication.certificates import issuing
from catalog.models import Change, Item

# The log of changes is kept for an hour; every round looks at more than the time since the one before.
LOOKS_BACK = timedelta(minutes=30)


def follow_changes(now: datetime | None = None) -> int:
    """New versions for certified pieces that the log of changes names lately; how many there were."""
    since = (now or timezone.now()) - LOOKS_BACK
    changes = Change.objects.filter(at__gte=since).values_list("items", flat=True)
    touched = {
        pk for items in changes for pk in items or ()
    }  # none: too many to name, they wait for the night
    return _refresh(Item.objects.filter(pk__in=touched).exclude(certificate="").values_list("pk", flat=True))


def follow_all() -> int:
    """The same for every certified piece; how many there were."""
    certified = Item.objects.exclude(certificate="").order_by("pk").values_list("pk", flat=True)
    return _refresh(certified.iterator(chunk_size=1000))


def _refresh(pks: Iterable[int]) -> int:
    """One transaction each: a piece that can't be renewed holds up no other."""
    known = Item.objects.select_related("designer")
    return sum(issuing.refresh(known.get(pk=pk)) is not None for pk in pks)
