"""Which new pieces a saved search finds: asked of the shelf and the search, the same way as the page that she saved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from catalog.models import Item, ListingState
from catalog.queries.cards import Card, cards_of
from catalog.searching.answering import Filters, find
from catalog.searching.engine import read
from catalog.shelf import Query, current
from concierge.models import SavedSearch
from concierge.searches.place import Place, read_place


def news_for(saved: SavedSearch, *, since: datetime) -> Sequence[Card]:
    """The pieces that can be bought, were listed after `since` and weren't told yet, newest first.

    A search whose list no longer exists (its designer was removed) finds nothing.
    """
    fresh = Item.objects.filter(state=ListingState.LISTED, listed_at__gt=since)
    pks = list(fresh.exclude(pk__in=saved.matches.values("item")).values_list("pk", flat=True))
    place = read_place(saved.address) if pks else None
    return cards_of(_matching(place, pks)) if place else []


def newest_listing() -> datetime | None:
    """When the newest piece that can be bought was listed."""
    listed = Item.objects.filter(state=ListingState.LISTED).order_by("-listed_at", "-pk")
    return listed.values_list("listed_at", flat=True).first()


def _matching(place: Place, pks: Sequence[int]) -> Sequence[int]:
    """Those of these pieces that are on the page of this place."""
    asked = _asked(place)
    if asked.only is not None:
        found = {int(pk) for pk in asked.only}
        pks = [pk for pk in pks if pk in found]
    whole = replace(
        asked, fixed=place.scope.fixed, only=pks, to_buy=True, sort="newest", size=len(pks), facets=()
    )
    return current().answer(whole).pks if pks else []


def _asked(place: Place) -> Query:
    """The filters of the address, and those that its words mean."""
    selection = place.selection
    filters = Filters(selection.chosen, selection.flags, selection.price_from, selection.price_to)
    if selection.words:
        return find(read(selection.words), filters).query
    low, high = selection.price_from, selection.price_to
    return Query(chosen=selection.chosen, flags=selection.flags, price_from=low, price_to=high)
