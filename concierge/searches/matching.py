"""Which new pieces a saved search finds: asked the same way as the page that she saved."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from catalog import search
from catalog.browsing.conditions import all_of, conditions
from catalog.models import Item, ListingState
from catalog.queries.cards import Card, cards
from concierge.models import SavedSearch
from concierge.searches.place import read_place
from portero.core.figures import figures_in_force


def news_for(saved: SavedSearch, *, since: datetime) -> Sequence[Card]:
    """The pieces that can be bought, were listed after `since` and weren't told yet, newest first.

    A search whose list no longer exists (its designer was removed) finds nothing.
    """
    place = read_place(saved.address)
    if place is None:
        return []
    found = Q(state=ListingState.LISTED, listed_at__gt=since) & place.scope.condition
    found &= all_of(conditions(place.selection, figures_in_force()))
    if place.selection.words:
        found &= search.found_by(place.selection.words)
    told = saved.matches.values("item")
    return cards(Item.objects.filter(found).exclude(pk__in=told).order_by("-listed_at", "-pk"))


def newest_listing() -> datetime | None:
    """When the newest piece that can be bought was listed."""
    listed = Item.objects.filter(state=ListingState.LISTED).order_by("-listed_at", "-pk")
    return listed.values_list("listed_at", flat=True).first()
