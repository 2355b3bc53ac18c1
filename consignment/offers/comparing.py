"""What pieces like a submission sold for here: the range that staff start from, and what they see it from."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles
from typing import Any

from django.db.models import Q, QuerySet

from catalog.models import Item, ListingState
from catalog.searching.engine import read
from consignment.models import Submission
from portero.core.money import quantise

LEAST, MOST = 3, 12
TEN = Decimal(10)
# The top categories of a kind that the sell form asks; accessories are all the others.
TOP = {
    Submission.Kind.HANDBAG: ("handbags",),
    Submission.Kind.WATCH: ("watches",),
    Submission.Kind.JEWELRY: ("jewelry",),
}


@dataclass(frozen=True)
class Comparables:
    """Sold pieces first, the latest first; the range in USD is the middle half of what was paid, or None."""

    pieces: Sequence[Item]
    same_style: bool
    low: Decimal | None = None
    high: Decimal | None = None

    def as_basis(self) -> dict[str, Any]:
        """What an offer keeps of it: the pieces and prices as they stood."""
        rows = [
            {"number": item.number, "state": item.state, "price": str(item.price)} for item in self.pieces
        ]
        return {"same_style": self.same_style, "pieces": rows}


def comparables_of(submission: Submission) -> Comparables:
    """Pieces of the style she names, else of its designer and kind; a range only from LEAST sold ones or more."""
    chosen = read(submission.what).chosen
    designers, styles = chosen.get("designer", ()), chosen.get("style", ())
    if not designers and not styles:
        return Comparables((), same_style=False)
    known = Item.objects.filter(price__isnull=False, state__in=[ListingState.SOLD, ListingState.LISTED])
    if designers:
        known = known.filter(designer__slug__in=designers)
    if styles and len(found := _latest(known.filter(style__slug__in=styles))) >= LEAST:
        return _ranged(found, same_style=True)
    return _ranged(_latest(known.filter(_of_kind(submission.kind))), same_style=False)


def _of_kind(kind: str) -> Q:
    every = [slug for slugs in TOP.values() for slug in slugs]
    told = TOP.get(Submission.Kind(kind)) if kind else None
    slugs = told or every
    inside = Q(category__slug__in=slugs) | Q(category__parent__slug__in=slugs)
    return inside if told else ~inside


def _latest(pieces: QuerySet[Item]) -> list[Item]:
    """Sold ones first: a price that was paid says more than one that is asked."""
    ordered = pieces.select_related("designer", "style").order_by("-sold_at", "-listed_at", "-pk")
    sold = list(ordered.filter(state=ListingState.SOLD)[:MOST])
    return sold + list(ordered.filter(state=ListingState.LISTED)[: MOST - len(sold)])


def _ranged(pieces: list[Item], *, same_style: bool) -> Comparables:
    paid = sorted(item.price for item in pieces if item.state == ListingState.SOLD and item.price)
    if len(paid) < LEAST:
        return Comparables(pieces, same_style)
    low, _, high = quantiles(paid, n=4, method="inclusive")
    return Comparables(pieces, same_style, _rounded(low), _rounded(high))


def _rounded(price: Decimal) -> Decimal:
    """To ten dollars: a range to the cent would say more than it knows."""
    return quantise(Decimal((price / TEN).to_integral_value()) * TEN)
