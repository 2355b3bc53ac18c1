"""A blind second look that contradicts what a piece has passed: off the shelf, and a case that others decide.

One person against those who passed it is a disagreement, not a verdict: nobody is told that the piece is counterfeit
before people who haven't judged it have said so.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from authentication.cases import standing
from authentication.cases.locks import lock_case_unless_busy
from authentication.cases.opening import open_case
from authentication.models import Case
from catalog import listing
from catalog.locks import lock_item
from catalog.models import Item, ListingState

REASON = "A blind second look found something else."


def contradicting() -> QuerySet[Case]:
    """Second looks that failed, after which nobody has opened a case; one indexed query."""
    later = standing.judging().filter(item=OuterRef("item"), pk__gt=OuterRef("pk"))
    failed = Case.objects.filter(kind=Case.Kind.REGRADE, state__in=standing.FAILED)
    return failed.filter(~Exists(later)).order_by("pk")


def sweep(*, now: datetime | None = None) -> int:
    """Have them decided by others, as soon as no client holds the piece; returns how many cases were opened."""
    return sum(_reopened(pk, now) for pk in list(contradicting().values_list("pk", flat=True)))


@transaction.atomic
def _reopened(pk: int, now: datetime | None) -> int:
    case = lock_case_unless_busy(pk)
    return int(case is not None and contradicting().filter(pk=pk).exists() and answer(case, now=now))


def answer(case: Case, *, now: datetime | None = None, actor: Any = None) -> bool:
    """Take the piece off the shelf and open a case by hand, in the caller's transaction, under this case's lock.

    False where nothing is contradicted (it had failed before), one is open already, or the piece can't leave the shelf
    yet: a client holds it, or its consignment has to take it off first.
    """
    latest = standing.latest_of(case.item_id)
    # One that no case of ours passed is for sale by an imported record: that is contradicted as well.
    failed = latest is not None and latest.state != Case.State.PASSED
    if failed or standing.under_review(case.item_id):
        return False
    item = lock_item(case.item_id)
    if not _off_the_shelf(item):
        return False
    facts: dict[str, Any] = {"value": case.value, "claims": case.claims, "reference": case.reference}
    open_case(item, Case.Kind.BY_HAND, actor=actor, prior=latest, reason=REASON, now=now, **facts)
    return True


def _off_the_shelf(item: Item) -> bool:
    if item.state != ListingState.LISTED:
        return True
    try:
        listing.back_to_draft(item, reason=REASON)
    except listing.ListingRefused:
        return False
    return True
