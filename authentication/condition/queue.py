"""Which pieces wait for their report and grade."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from catalog.condition import grading
from catalog.models import Clearance, Item, ListingState

MOST = 200


def waiting() -> QuerySet[Item]:
    """Drafts that were authenticated here, or came in for it, and have no grade that stands; oldest first."""
    standing = grading.that_stand().filter(item=OuterRef("pk"))
    drafts = Item.objects.filter(state=ListingState.DRAFT)
    here = drafts.filter(clearance__kind=Clearance.Kind.AUTHENTICATION) | drafts.filter(
        clearance=None, source="consignment"
    )
    return here.exclude(Exists(standing)).order_by("pk")


def count() -> int:
    """How many they are."""
    return waiting().count()


def rows() -> list[Any]:
    """The first of them, with what the page shows."""
    return list(waiting().select_related("designer", "category", "condition_report")[:MOST])
