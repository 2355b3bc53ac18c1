"""The demo pieces of catalog/demo: read from TOML, written once with photographs and history, never changed again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from catalog import numbers, stock
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
from catalog.searching.texts import vector_of
from catalog.seeding.parts import write_parts
from catalog.seeding.photos import write_photos
from catalog.seeding.reading import read_pieces

FOLDER = Path(__file__).resolve().parent.parent / "demo"
SOURCE = "demo"
ARCHIVED = "like"  # what a piece of the archive (sold.toml) says, and no other
BEFORE_LISTING = timedelta(days=6)  # when a piece came in
HOLDS = ((Hold.Kind.CONCIERGE, timedelta(hours=26)), (Hold.Kind.CHECKOUT, timedelta(hours=3)))
SAME = ("title", "description", "size", "year", "year_basis", "made_in", "ships_from", "ships_from_city",
        "never_carried", "bucket", "bucket_reason", "rarity", "retail_basis", "state", "weight_g")  # fmt: skip


class DemoBroken(Exception):
    """A piece names something that the vocabulary doesn't have; the message names both."""


@dataclass
class Words:
    """The vocabulary by the names that the pieces use."""

    rows: dict[str, dict[Any, Any]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Words":
        """All of it, in six queries."""
        kinds = {"designer": Designer, "colour": Colour, "material": Material, "hardware": Hardware}
        rows: dict[str, dict[Any, Any]] = {
            kind: {row.name: row for row in model._default_manager.all()} for kind, model in kinds.items()
        }
        rows["category"] = {row.slug: row for row in Category.objects.select_related("parent")}
        rows["style"] = {(row.designer_id, row.name): row for row in Style.objects.all()}
        return cls(rows)

    def of(self, piece: dict[str, Any]) -> dict[str, Any]:
        """The rows a piece refers to. Raises DemoBroken."""
        found: dict[str, Any] = {
            kind: self._find(kind, piece[kind], piece)
            for kind in ("designer", "category", "colour", "material", "hardware")
            if kind in piece
        }
        if "style" in piece:
            found["style"] = self._find("style", (found["designer"].pk, piece["style"]), piece)
        return found

    def _find(self, kind: str, key: Any, piece: dict[str, Any]) -> Any:
        if key not in self.rows[kind]:
            raise DemoBroken(f"{piece['ref']}: the vocabulary has no {kind} {piece[kind]!r}.")
        return self.rows[kind][key]


@transaction.atomic
def load_pieces(folder: Path = FOLDER, now: datetime | None = None, *, for_review: bool = False) -> int:
    """Write the pieces that aren't there yet, all in one transaction; returns how many. Raises DemoBroken.

    `for_review`: all but the archive come in as drafts that nobody has cleared, for the room above to review and list.
    """
    now = now or timezone.now()
    have = set(Item.objects.filter(source=SOURCE).values_list("source_reference", flat=True))
    pieces = [piece for piece in read_pieces(folder) if piece["ref"] not in have]
    if not pieces:
        return 0
    items = _write_items(pieces, now, for_review=for_review)
    pairs = list(zip(items, pieces, strict=True))
    PriceChange.objects.bulk_create([row for item, piece in pairs for row in _prices(item, piece, now)])
    photos = write_photos(pairs, folder)
    write_parts(pairs, photos, now)
    _place_holds((item for item, piece in pairs if piece.get("hold")), now)
    return len(items)


def _write_items(pieces: Sequence[dict[str, Any]], now: datetime, *, for_review: bool) -> list[Item]:
    words = Words.load()
    items = [_item(piece, words.of(piece), now) for piece in pieces]
    _number(items, pieces)
    imported = []
    for item, piece in zip(items, pieces, strict=True):
        if for_review and ARCHIVED not in piece:
            item.state, item.sold_at = ListingState.DRAFT, None
        else:
            imported.append(item)
    stock.make_products(items)
    _clear(imported)
    for item in items:
        item.words = vector_of(item)
    return Item.objects.bulk_create(items)


def _clear(items: Sequence[Item]) -> None:
    """By their record, from the day on which they were listed."""
    clearances = Clearance.objects.bulk_create(
        Clearance(
            kind=Clearance.Kind.IMPORTED,
            reference=f"demo:{item.source_reference}",
            given_at=item.listed_at,  # type: ignore[misc]  # a piece of the file has one
        )
        for item in items
    )
    for item, clearance in zip(items, clearances, strict=True):
        item.clearance = clearance


def _item(piece: dict[str, Any], words: dict[str, Any], now: datetime) -> Item:
    item = Item(**words, **{name: piece[name] for name in SAME if name in piece})
    item.source, item.source_reference = SOURCE, piece["ref"]
    item.slug = slugify(f"{item.designer.name} {item.title}")[:220]
    item.grade = Grade[piece["grade"].upper().replace(" ", "_")].value
    item.price = Decimal(piece["prices"][-1]["amount"])
    item.price_changed_at = _ago(now, piece["prices"][-1]["days_ago"])
    item.previous_price = Decimal(piece["prices"][-2]["amount"]) if len(piece["prices"]) > 1 else None
    item.retail_estimate = Decimal(piece["retail_estimate"]) if "retail_estimate" in piece else None
    item.listed_at = _ago(now, piece["listed_days_ago"])
    item.created_at = item.listed_at - BEFORE_LISTING
    item.sold_at = _ago(now, piece["sold_days_ago"]) if "sold_days_ago" in piece else None
    return item


def _number(items: Sequence[Item], pieces: Sequence[dict[str, Any]]) -> None:
    """The fixed numbers that drawings and tests know, and the sequence's next ones for the rest."""
    fresh = iter(numbers.new_numbers(len(items)))
    for item, piece in zip(items, pieces, strict=True):
        digits = piece.get("number_digits")
        item.number = numbers.number_from(digits) if digits else next(fresh)


def _prices(item: Item, piece: dict[str, Any], now: datetime) -> Iterator[PriceChange]:
    """The history, oldest first, each row with the amount before it."""
    before: Decimal | None = None
    for price in piece["prices"]:
        amount, at = Decimal(price["amount"]), _ago(now, price["days_ago"])
        yield PriceChange(
            item=item, kind=price["kind"], amount=amount, previous=before, at=at, note=price.get("note", "")
        )
        before = amount


def _ago(now: datetime, days: float) -> datetime:
    return now - timedelta(days=days)


def _place_holds(items: Iterable[Item], now: datetime) -> None:
    """Somebody is paying, or has been promised a first look: the card says until when."""
    Hold.objects.bulk_create(
        [
            Hold(
                item=item,
                kind=HOLDS[n % len(HOLDS)][0],
                holder=f"demo:{item.source_reference}",
                created_at=now,
                expires_at=now + HOLDS[n % len(HOLDS)][1],
            )
            for n, item in enumerate(items)
        ]
    )
