"""The pieces that may be advertised, in batches by their key: a million cost no more memory than a thousand."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from catalog.models import Hold, Item, ListingState, Photo

BATCH = 500
MOST_PICTURES = 11  # the lead picture and Merchant Center's ten additional ones
HOME = "US"


def advertised() -> Iterator[dict[str, Any]]:
    """Listed pieces with a photograph that lie in the United States and that nobody holds, as they are now.

    What isn't in hand yet has no day that the feed could promise. What ships from abroad pays duty at checkout, which
    a price and a delivery charge alone would conceal.
    """
    after = 0
    while rows := list(_rows().filter(pk__gt=after)[:BATCH]):
        yield from rows
        after = rows[-1]["pk"]


def _rows() -> QuerySet[Item, Any]:
    held = Hold.objects.filter(item=OuterRef("pk"), released_at__isnull=True, expires_at__gt=timezone.now())
    photos = Photo.objects.filter(item=OuterRef("pk")).order_by("position")
    return (
        Item.objects.filter(~Exists(held), state=ListingState.LISTED, ships_from=HOME, ships_on=None)
        .exclude(lead_photo="")
        .order_by("pk")
        .values(
            *("pk", "number", "slug", "title", "description", "price", "currency", "size", "weight_g"),
            *("lead_photo", "lead_widest", "grade", "category__slug", "category__name"),
            brand=F("designer__name"),
            color=F("colour__name"),
            made_of=F("material__name"),
            parent_slug=F("category__parent__slug"),
            parent_name=F("category__parent__name"),
            pictures=ArraySubquery(
                photos.values(photo=JSONObject(name="file", widest="widest"))[:MOST_PICTURES]
            ),
        )
    )
