"""New arrivals, of the whole shop or of one house, newest first. Only what can be bought: a sold piece is no news."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import format_html

from catalog.models import Designer, Item, ListingState
from catalog.photography.picture import photo_url
from portero.core.money import dollars
from portero.core.templatetags.shop import absolute

MOST = 50
PICTURE_WIDTH = 640


def newest(designer: str = "") -> QuerySet[Item]:
    """The newest pieces to buy, of a house by its slug or of all."""
    pieces = Item.objects.filter(state=ListingState.LISTED)
    if designer:
        pieces = pieces.filter(designer__slug=designer)
    return pieces.order_by("-listed_at", "-pk")[:MOST]


class Arrivals(Feed):
    """RSS 2.0. Every address carries the shop's origin, so that the sites framework's domain isn't used."""

    feed_type: type[SyndicationFeed] = Rss201rev2Feed
    ending = "rss"
    language = "en-us"
    ttl = "60"

    def get_object(self, request: HttpRequest, designer: str = "") -> Designer | None:
        return Designer.objects.get(slug=designer) if designer else None

    def title(self, house: Designer | None) -> str:
        return f"New arrivals: {house.name} | Portero" if house else "New arrivals | Portero"

    def link(self, house: Designer | None) -> str:
        return absolute(house.get_absolute_url() if house else reverse("catalog:new"))

    def feed_url(self, house: Designer | None) -> str:
        if house:
            return absolute(reverse(f"catalog:designer-{self.ending}", args=[house.slug]))
        return absolute(reverse(f"catalog:{self.ending}"))

    def description(self, house: Designer | None) -> str:
        of = f" {house.name}" if house else ""
        return f"Pre-owned{of} pieces as they are listed, each one the only one, described fault by fault."

    def items(self, house: Designer | None) -> QuerySet[Item]:
        return newest(house.slug if house else "").select_related("designer", "category")

    def item_title(self, item: Item) -> str:
        return f"{item.designer.name} {item.title}, {dollars(item.price or Decimal(0))}"

    def item_description(self, item: Item) -> str:
        text = format_html("<p>{}. {}</p>", item.get_grade_display(), item.description)
        if not item.lead_photo:
            return text
        source = absolute(photo_url(item.lead_photo, item.lead_widest, PICTURE_WIDTH))
        return format_html('<p><img src="{}" alt="{}"></p>{}', source, item.lead_alt, text)

    def item_link(self, item: Item) -> str:
        return absolute(item.get_absolute_url())

    def item_pubdate(self, item: Item) -> datetime | None:
        return item.listed_at

    def item_updateddate(self, item: Item) -> datetime:
        return item.updated_at

    def item_categories(self, item: Item) -> list[str]:
        return [item.designer.name, item.category.name]


class AtomArrivals(Arrivals):
    """The same as Atom 1.0."""

    feed_type = Atom1Feed
    ending = "atom"

    def subtitle(self, house: Designer | None) -> Any:
        return self.description(house)
