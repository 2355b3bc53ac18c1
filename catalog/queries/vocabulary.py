"""Designers and categories with the number of pieces that can be bought."""

from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count
from django.db.models.functions import Coalesce

from catalog.models import Item, ListingState


class Counted(NamedTuple):
    """A word of the vocabulary and how many pieces are listed under it."""

    slug: str
    name: str
    pieces: int


def top_categories() -> list[Counted]:
    """The top-level categories that have listed pieces, in the house's order; cached for a minute."""
    kept: list[Counted] = cache.get_or_set("menu:categories", _top_categories, 60) or []
    return kept


def _top_categories() -> list[Counted]:
    rows = (
        Item.objects.filter(state=ListingState.LISTED)
        .values(
            root_slug=Coalesce("category__parent__slug", "category__slug"),
            root_name=Coalesce("category__parent__name", "category__name"),
            place=Coalesce("category__parent__position", "category__position"),
        )
        .annotate(pieces=Count("pk"))
        .order_by("place", "root_name")
    )
    return [Counted(row["root_slug"], row["root_name"], row["pieces"]) for row in rows]


def designers() -> list[Counted]:
    """Every designer with listed pieces, A to Z."""
    rows = (
        Item.objects.filter(state=ListingState.LISTED)
        .values_list("designer__slug", "designer__name")
        .annotate(pieces=Count("pk"))
        .order_by("designer__name")
    )
    return [Counted(*row) for row in rows]
