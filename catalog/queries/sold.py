"""The archive of what was sold, as a price reference: the latest sales of a house, a style or a kind."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import Category, Designer, Item, ListingState, Style
from catalog.queries.cards import Card, cards

PER_PAGE = 40
# A range over more sales than these would say less of today's prices, and cost more to find.
IN_RANGE = 500


@dataclass(frozen=True)
class Place:
    """Where a page of the archive ended: the moment of the last sale on it, and its piece."""

    at: datetime
    pk: int


@dataclass(frozen=True)
class Wanted:
    """What the archive is asked for; None is everything."""

    designer: Designer | None = None
    style: Style | None = None
    category: Category | None = None
    before: Place | None = None

    @property
    def narrowed(self) -> bool:
        """Whether a house, a style or a kind was chosen."""
        return any((self.designer, self.style, self.category))


@dataclass(frozen=True)
class Range:
    """What the latest sales brought: USD, the median in whole dollars. `all` is whether there are no more sales."""

    count: int
    all: bool
    lowest: Decimal
    median: Decimal
    highest: Decimal


def latest(wanted: Wanted) -> tuple[list[Card], Place | None]:
    """A page of sales, the latest first, and where the next page begins; None on the last one."""
    found = _sold(wanted)
    if wanted.before:
        at, pk = wanted.before.at, wanted.before.pk
        found = found.filter(sold_at__lte=at).exclude(sold_at=at, pk__gte=pk)
    page = cards(found[: PER_PAGE + 1])
    if len(page) <= PER_PAGE:
        return page, None
    last = page[PER_PAGE - 1]
    return page[:PER_PAGE], Place(last.sold_at, last.pk) if last.sold_at else None


def price_range(wanted: Wanted) -> Range | None:
    """What the latest sales of a house, a style or a kind brought; None without any, or where nothing was chosen."""
    if not wanted.narrowed:
        return None
    prices = [price for price in _sold(wanted).values_list("price", flat=True)[: IN_RANGE + 1] if price]
    if not prices:
        return None
    few, prices = len(prices) <= IN_RANGE, prices[:IN_RANGE]
    middle = Decimal(median(prices)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Range(len(prices), few, min(prices), middle, max(prices))


def designers_sold() -> QuerySet[Designer]:
    """The houses of which a piece was sold, A to Z."""
    return Designer.objects.filter(_sold_with("designer")).order_by("name")


def styles_sold(designer: Designer) -> QuerySet[Style]:
    """The styles of a house of which a piece was sold, A to Z."""
    return Style.objects.filter(_sold_with("style"), designer=designer).order_by("name")


def categories_sold() -> QuerySet[Category]:
    """The kinds of which a piece was sold, in the house's order."""
    found = Category.objects.filter(_sold_with("category")).select_related("parent")
    return found.order_by("parent__position", "position", "name")


def _sold_with(field: str) -> Exists:
    return Exists(Item.objects.filter(**{field: OuterRef("pk")}, state=ListingState.SOLD))


def _sold(wanted: Wanted) -> QuerySet[Item]:
    found = Item.objects.filter(state=ListingState.SOLD)
    for field in ("designer", "style"):
        if chosen := getattr(wanted, field):
            found = found.filter(**{field: chosen})
    if wanted.category:
        kinds = [wanted.category.pk, *wanted.category.children.values_list("pk", flat=True)]
        found = found.filter(category__in=kinds)
    return found.order_by("-sold_at", "-pk")
