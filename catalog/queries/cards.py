"""Pieces as a card shows them: one query, however many, and no model instances."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from catalog.models import Grade, Hold, Item, ListingState
from catalog.numbers import meant_by
from portero.core.postgres.prepared import Prepared

VISIBLE = (ListingState.LISTED, ListingState.SOLD)


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says of a piece; prices in USD. `held_until` is the end of a live hold, or None."""

    pk: int
    number: str
    slug: str
    designer: str
    title: str
    grade: str
    state: str
    price: Decimal
    previous_price: Decimal | None
    price_changed_at: datetime | None
    sold_at: datetime | None
    held_until: datetime | None
    never_carried: bool
    ships_from: str
    ships_from_city: str
    lead_photo: str
    lead_alt: str
    lead_widest: int
    second_photo: str
    second_widest: int
    ships_on: date | None = None

    @property
    def url(self) -> str:
        """The address of the piece's page."""
        return f"{_items()}{self.number}/{self.slug}/"  # 48 reverse() cost as much as the rest of their cards

    @property
    def grade_label(self) -> str:
        """The grade as the house writes it."""
        return GRADE_LABELS[self.grade]

    @property
    def is_sold(self) -> bool:
        """Whether it is kept as a price reference only."""
        return self.state == ListingState.SOLD

    @property
    def is_reduced(self) -> bool:
        """Whether it can be bought for less than it was offered for before."""
        before = self.previous_price
        return not self.is_sold and before is not None and before > self.price


GRADE_LABELS = {value: str(label) for value, label in Grade.choices}
# Every list asks this. As a queryset, putting it together took Django as long as the database takes to answer it.
PLACES = {"pk": "i.id", "designer": "d.name", "held_until": "h.expires_at"}
OF_THESE = Prepared(
    "catalog_cards",
    "bigint[], timestamptz",
    f"""
select {", ".join(PLACES.get(field.name, f"i.{field.name}") for field in fields(Card))}
from unnest($1) as wanted(id) join catalog_item i using (id) join catalog_designer d on d.id = i.designer_id
left join catalog_hold h on h.item_id = i.id and h.released_at is null and h.expires_at > $2
where i.state in ('listed', 'sold')
""",  # noqa: S608  (of our own names alone)
)
COLUMNS = ["designer__name" if field.name == "designer" else field.name for field in fields(Card)]


@cache
def _items() -> str:
    """Everything before the number in the address of a piece."""
    return reverse("catalog:item", args=["-", "-"]).removesuffix("-/-/")


def visible() -> QuerySet[Item]:
    """Pieces that have a card: the listed and the sold ones."""
    return Item.objects.filter(state__in=VISIBLE)


def cards(pieces: QuerySet[Item]) -> list[Card]:
    """The cards of visible pieces, in the order of the query that finds them."""
    return [Card(*row) for row in with_hold(pieces).values_list(*COLUMNS)]


def cards_of(pks: Iterable[int]) -> list[Card]:
    """The cards of these pieces in this order; one that left the shop a moment ago is left out."""
    wanted = [int(pk) for pk in pks]
    if not wanted:
        return []
    found = {row[0]: Card(*row) for row in OF_THESE.rows([wanted, timezone.now()])}
    return [found[pk] for pk in wanted if pk in found]


def cards_meant(text: str) -> list[Card]:
    """The pieces that a mistyped item number may have meant, those for sale first."""
    found = cards(visible().filter(number__in=meant_by(text)))
    return sorted(found, key=lambda card: card.is_sold)


def with_hold(items: QuerySet[Item]) -> QuerySet[Item]:
    """The items with `held_until`: the end of the live hold, or None."""
    live = Hold.objects.filter(
        item=OuterRef("pk"), released_at__isnull=True, expires_at__gt=timezone.now()
    ).values("expires_at")
    return items.annotate(held_until=Subquery(live[:1]))
