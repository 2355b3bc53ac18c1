"""What the whole list of a scope holds, for the words of its landing page: asked of the database."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Min

from catalog.browsing.results import Results
from catalog.browsing.scopes import Scope
from catalog.models import Item, ListingState


@dataclass(frozen=True)
class InScope:
    """Pieces to buy and sold, prices (USD) of those to buy, and pieces to buy by facet and value."""

    pks: list[int]
    available: int
    sold: int
    lowest: Decimal | None
    highest: Decimal | None
    counts: dict[str, dict[str, int]]


def found_in(scope: Scope, page: Results) -> InScope:
    """The figures of an unfiltered page."""
    listed = Item.objects.filter(scope.condition, state=ListingState.LISTED)
    prices = listed.aggregate(lowest=Min("price"), highest=Max("price"))
    rows = listed.order_by().values_list(
        "designer__slug", "style__slug", "category__slug", "category__parent__slug"
    )
    counts: dict[str, Counter[str]] = {"designer": Counter(), "style": Counter(), "category": Counter()}
    for house, style, kind, parent, pieces in rows.annotate(pieces=Count("pk")):
        for facet, value in (("designer", house), ("style", style), ("category", kind), ("category", parent)):
            if value:
                counts[facet][value] += pieces
    return InScope(
        [item.pk for item in page.items],
        page.available,
        page.sold,
        prices["lowest"],
        prices["highest"],
        {facet: dict(found) for facet, found in counts.items()},
    )
