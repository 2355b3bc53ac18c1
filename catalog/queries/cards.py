"""Pieces as a card shows them: one query, however many."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from catalog.models import Hold, Item, ListingState

VISIBLE = (ListingState.LISTED, ListingState.SOLD)


def cards() -> QuerySet[Item]:
    """Listed and sold pieces with everything a card shows, and `held_until` where a live hold stands."""
    shown = (
        Item.objects.filter(state__in=VISIBLE)
        .select_related("designer", "style", "category", "colour", "material")
        .defer("words", "description", "rarity")
    )
    return with_hold(shown)


def with_hold(items: QuerySet[Item]) -> QuerySet[Item]:
    """The items with `held_until`: the end of the live hold, or None."""
    live = Hold.objects.filter(
        item=OuterRef("pk"), released_at__isnull=True, expires_at__gt=timezone.now()
    ).values("expires_at")
    return items.annotate(held_until=Subquery(live[:1]))
