"""The same questions asked of the database with plain conditions: slow, and plainly right."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils import timezone

from catalog.models import Category, Item
from catalog.shelf import Answer, Query

COLUMN = {
    "designer": "designer__slug",
    "category": "category__slug",
    "style": "style__slug",
    "grade": "grade",
    "colour": "colour__family",
    "shade": "colour__slug",
    "material": "material__family",
    "finish": "material__slug",
    "hardware": "hardware__slug",
    "size": "size",
    "year": "year",
    "ships": "ships_from",
}
ORDER = {"newest": ("-listed_at", "-pk"), "price": ("price", "-pk"), "-price": ("-price", "-pk")}
LISTED = Q(state="listed")


def flag(name: str) -> Q:
    return {
        "never": Q(never_carried=True),
        "new": Q(listed_at__gte=timezone.now() - timedelta(days=7)),
        "reduced": Q(previous_price__gt=F("price")),
    }[name]


def named(name: str, values: tuple[str, ...]) -> Q:
    if name in ("never", "new", "reduced"):
        return flag(name)
    if name == "category":
        above = set(Category.objects.filter(slug__in=values).values_list("parent__slug", flat=True))
        meant = [value for value in values if value not in above]
        return Q(category__slug__in=meant) | Q(category__parent__slug__in=meant)
    if name == "year":
        return Q(year__in=[value for value in values if value.isdigit()])
    return Q(**{f"{COLUMN[name]}__in": values})


def ask(query: Query) -> Answer:
    """What `Shelf.answer` should say."""
    within = Item.objects.filter(state__in=["listed", "sold"])
    if query.only is not None:
        within = within.filter(pk__in=list(query.only))
    for name, values in query.fixed.items():
        within = within.filter(named(name, values)) if values else within
    chosen = {name: named(name, values) for name, values in query.chosen.items() if values}
    chosen |= {name: flag(name) for name in query.flags}
    low, high = query.price_from or Decimal(0), query.price_to or Decimal(10**9)
    chosen["price"] = Q(price__gte=low, price__lte=high)
    found = within.filter(*chosen.values())
    sums = found.aggregate(
        listed=Count("pk", filter=LISTED), every=Count("pk"), low=Min("price"), high=Max("price")
    )
    if sums["listed"]:
        sums |= found.filter(LISTED).aggregate(low=Min("price"), high=Max("price"))
    keys = list(found.order_by(*ORDER[query.sort]).values_list("pk", flat=True))
    return Answer(
        pks=keys[query.first : query.first + query.size],
        available=sums["listed"],
        sold=sums["every"] - sums["listed"],
        lowest=sums["low"],
        highest=sums["high"],
        counts=_counts(within, chosen, query.facets),
    )


def _counts(
    within: QuerySet[Item], chosen: dict[str, Q], facets: tuple[str, ...]
) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for name in facets:
        others = [rule for other, rule in chosen.items() if other != name]
        pieces = within.filter(LISTED, *others).order_by()
        if name == "category":
            counts[name] = _by_category(pieces)
        elif name in COLUMN:
            rows = pieces.values_list(COLUMN[name]).annotate(pieces=Count("pk"))
            counts[name] = {str(value): number for value, number in rows if value not in (None, "")}
        else:
            number = pieces.filter(flag(name)).count()
            counts[name] = {"1": number} if number else {}
    return counts


def _by_category(pieces: QuerySet[Item]) -> dict[str, int]:
    numbers = {
        slug: pieces.filter(named("category", (slug,))).count()
        for slug in Category.objects.values_list("slug", flat=True)
    }
    return {slug: number for slug, number in numbers.items() if number}


def latest(facets: tuple[str, ...]) -> dict[tuple[str, ...], datetime]:
    """What `Shelf.latest` should say."""
    found: dict[tuple[str, ...], datetime] = {}
    for item in Item.objects.filter(state__in=["listed", "sold"]).select_related("category__parent"):
        kind = item.category
        for category in {kind, kind.parent or kind}:
            values = {"designer": item.designer.slug, "style": item.style.slug if item.style else ""}
            key = tuple((values | {"category": category.slug})[facet] for facet in facets)
            if all(key):
                at = item.updated_at.replace(microsecond=0)
                found[key] = max(at, found.get(key, at))
    return found


def latest_by_keys(width: int) -> dict[tuple[str, int], datetime]:
    """What `Shelf.latest_by_keys` should say."""
    found: dict[tuple[str, int], datetime] = {}
    for item in Item.objects.filter(state__in=["listed", "sold"]):
        key, at = (item.state, (item.pk - 1) // width), item.updated_at.replace(microsecond=0)
        found[key] = max(at, found.get(key, at))
    return found
