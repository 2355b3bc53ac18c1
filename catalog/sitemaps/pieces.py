"""Pieces by ranges of their primary key: a sitemap is the same range for ever, and none is found by counting rows.

A range of WIDTH keys holds at most WIDTH pieces, so that a sitemap stays under 50,000 addresses, and under 50 MB
with the longest slug and MOST_PICTURES addresses of pictures each, without looking.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Max, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from catalog.models import Item, ListingState, Photo
from catalog.photography.picture import photo_url
from catalog.shelf import Shelf
from catalog.sitemaps.writing import Page

WIDTH = 20_000
BATCH = 1_000
MOST_PICTURES = 5
PICTURE_WIDTH = 1200
LAST = 2**31 // WIDTH  # further than any key will be


class Shard(NamedTuple):
    """One sitemap of pieces: which state, which range (from 1), when a piece in it last changed."""

    state: str
    page: int
    changed_at: datetime


def shards(shelf: Shelf) -> list[Shard]:
    """Every range with pieces in it."""
    latest = shelf.latest_by_keys(WIDTH)
    return [Shard(state, number + 1, at) for (state, number), at in sorted(latest.items())]


def stand(state: str, page: int) -> tuple[datetime | None, int]:
    """When a piece of that sitemap last changed, and how many there are: what a conditional request asks."""
    found = _within(state, page).aggregate(changed_at=Max("updated_at"), pieces=Count("pk"))
    return found["changed_at"], found["pieces"]


def batches(state: str, page: int) -> Iterator[list[Page]]:
    """The pieces of one range in batches, each found by the last key of the one before."""
    within, after = _shown(state, page), 0
    while rows := list(within.filter(pk__gt=after)[:BATCH]):
        yield [_page(row) for row in rows]
        after = rows[-1]["pk"]


def _within(state: str, page: int) -> QuerySet[Item]:
    last = min(page, LAST) * WIDTH
    return Item.objects.filter(state=state, pk__gt=last - WIDTH, pk__lte=last)


def _shown(state: str, page: int) -> QuerySet[Item, Any]:
    found = _within(state, page).order_by("pk")
    if state == ListingState.LISTED:
        photos = Photo.objects.filter(item=OuterRef("pk")).order_by("position")
        named = photos.values(photo=JSONObject(name="file", widest="widest"))[:MOST_PICTURES]
        return found.values("pk", "number", "slug", "updated_at", pictures=ArraySubquery(named))
    return found.values("pk", "number", "slug", "updated_at")


def _page(row: dict[str, Any]) -> Page:
    pictures = tuple(
        photo_url(photo["name"], photo["widest"], PICTURE_WIDTH) for photo in row.get("pictures", ())
    )
    return Page(reverse("catalog:item", args=[row["number"], row["slug"]]), row["updated_at"], pictures)
