"""Pieces in the situations the business knows. Every fact can be given; words name or make the vocabulary."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.text import slugify

from catalog import holds, numbers, pricing, stock
from catalog.models import (
    Category,
    Clearance,
    Colour,
    Designer,
    Grade,
    Hardware,
    Hold,
    Item,
    ListingState,
    Material,
    PriceChange,
    Style,
)
from catalog.searching import texts

BIRKIN: dict[str, Any] = {
    "designer": "Hermès",
    "style": "Birkin 30",
    "category": "Handbags",
    "title": "Birkin 30 in Gold Togo",
    "colour": "Gold",
    "material": "Togo",
    "hardware": "Palladium",
    "grade": Grade.EXCELLENT,
    "bucket": Item.Bucket.RARITY,
    "bucket_reason": "Not sold from the shelf; the boutiques keep a list.",
    "year": 2019,
    "year_basis": "from the stamp",
    "made_in": "FR",
}
PRICE = Decimal("12500.00")
Row = TypeVar("Row", bound=models.Model)
CITIES = {"JP": "Tokyo", "FR": "Paris", "GB": "London", "IT": "Milan", "CH": "Geneva", "HK": "Hong Kong"}


def draft_item(*, price: Decimal | int | None = PRICE, **facts: Any) -> Item:
    """A piece that isn't offered yet: a Birkin 30 in Gold Togo at $12,500 unless facts say otherwise."""
    item = Item(**_in_words(BIRKIN | facts))
    item.number = item.number or numbers.new_numbers()[0]
    item.slug = item.slug or slugify(f"{item.designer.name} {item.title}")
    stock.make_products([item])
    item.words = texts.vector_of(item)
    item.save()
    item.refresh_from_db(fields=["words"])
    if price is not None:
        pricing.set_price(item, Decimal(price), kind=PriceChange.Kind.LISTED, at=item.listed_at)
    return item


def listed_item(**facts: Any) -> Item:
    """A piece for sale in New York, cleared by an imported record; `listed_at` defaults to yesterday."""
    item = draft_item(**{"listed_at": timezone.now() - timedelta(days=1)} | facts)
    item.clearance = Clearance.objects.create(
        kind=Clearance.Kind.IMPORTED, reference=f"factory:{item.number}"
    )
    item.state = ListingState.LISTED
    item.save(update_fields=["clearance", "state"])
    return item


def sold_item(*, sold_at: datetime | None = None, **facts: Any) -> Item:
    """A sold piece, kept as a price reference; `sold_at` defaults to now."""
    item = listed_item(**facts)
    item.state, item.sold_at = ListingState.SOLD, sold_at or timezone.now()
    item.save(update_fields=["state", "sold_at"])
    return item


def held_item(
    *,
    holder: str = "basket:of-somebody-else",
    kind: Hold.Kind = Hold.Kind.CHECKOUT,
    minutes: int = 15,
    **facts: Any,
) -> Item:
    """A listed piece on hold for `holder`, for another `minutes` (negative: it has run out, unreleased)."""
    item, now = listed_item(**facts), timezone.now()
    start = min(now, now + timedelta(minutes=minutes - 15))
    holds.place([item], holder=holder, kind=kind, lasts=now + timedelta(minutes=minutes) - start, now=start)
    return item


def abroad_item(country: str = "JP", **facts: Any) -> Item:
    """A listed piece that ships from another country."""
    return listed_item(**{"ships_from": country, "ships_from_city": CITIES.get(country, "")} | facts)


def a_designer(name: str = "Hermès", **facts: Any) -> Designer:
    """The designer of that name, made if need be."""
    return _named(Designer, name, **facts)


def a_category(name: str = "Handbags", **facts: Any) -> Category:
    """The category of that name, made if need be; handbags and watches are taxed as such."""
    known = {"Handbags": "handbag", "Watches": "watch", "Jewelry": "jewelry", "Wallets": "wallet"}
    return _named(Category, name, **{"tax_category": known.get(name, "general")} | facts)


def a_material(name: str = "Togo", **facts: Any) -> Material:
    """The material of that name, made if need be."""
    return _named(Material, name, **{"family": name} | facts)


def _in_words(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with every name replaced by its row of the vocabulary."""
    found = dict(facts)
    if isinstance(facts["designer"], str):
        found["designer"] = a_designer(facts["designer"])
    if isinstance(facts["category"], str):
        found["category"] = a_category(facts["category"])
    if isinstance(facts["style"], str):
        found["style"] = Style.objects.get_or_create(
            designer=found["designer"],
            name=facts["style"],
            defaults={"slug": slugify(f"{found['designer'].slug} {facts['style']}")},
        )[0]
    for key, model in (("colour", Colour), ("material", Material)):
        if isinstance(facts[key], str):
            found[key] = _named(model, facts[key], family=facts[key])
    if isinstance(facts["hardware"], str):
        found["hardware"] = _named(Hardware, facts["hardware"])
    return found


def _named(model: type[Row], name: str, **facts: Any) -> Row:
    return model._default_manager.get_or_create(slug=slugify(name), defaults={"name": name} | facts)[0]
