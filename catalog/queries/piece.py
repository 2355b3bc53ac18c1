"""Everything the item page shows of one piece, in two queries."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, Prefetch, TextField
from django.db.models.functions import Cast, JSONObject

from catalog.models import Defect, Inclusion, Item, ListingState, Measurement, Photo, PriceChange
from catalog.queries.cards import with_hold


class PriceSet(NamedTuple):
    """A price in USD, when it was set and why, in words."""

    at: datetime
    amount: Decimal
    why: str


def piece(number: str) -> Item | None:
    """The piece of that number with photos, pins, inclusions, measurements and prices; drafts aren't shown.

    `inclusion_list`, `faults`, `measured` and `priced` come as JSON: a query each would cost more than they weigh.
    """
    pieces = (
        Item.objects.filter(number=number)
        .exclude(state=ListingState.DRAFT)
        .select_related(
            "designer",
            "style",
            "category__parent",
            "colour",
            "material",
            "hardware",
            "condition_report",
        )
        .defer("words")
        .annotate(
            inclusion_list=_rows(Inclusion, "name", "present"),
            faults=_rows(
                Defect,
                "pk",
                "position",
                "kind",
                "place",
                "zone",
                "severity",
                "note",
                "photo_id",
                exact=("size_mm", "x", "y"),
            ),
            measured=_rows(Measurement, "key", "label", "unit", exact=("value", "tolerance")),
            priced=_rows(PriceChange, "at", "kind", exact=("amount",)),
        )
        .prefetch_related(Prefetch("photos", Photo.objects.order_by("position")))
    )
    return with_hold(pieces).first()


def defects_of(item: Item) -> list[Defect]:
    """The defects of a piece from `piece`, in the order of their pins, unsaved."""
    rows: list[dict[str, Any]] = item.faults  # type: ignore[attr-defined]
    return [Defect(**row | _decimals(row, "size_mm", "x", "y")) for row in rows]


def measurements_of(item: Item) -> list[Measurement]:
    """The measurements of a piece from `piece`, in order, unsaved."""
    rows: list[dict[str, Any]] = item.measured  # type: ignore[attr-defined]
    return [Measurement(**row | _decimals(row, "value", "tolerance")) for row in rows]


def prices_of(item: Item) -> list[PriceSet]:
    """Every price a piece from `piece` ever had, oldest first."""
    rows: list[dict[str, Any]] = item.priced  # type: ignore[attr-defined]
    return [
        PriceSet(
            datetime.fromisoformat(row["at"]), Decimal(row["amount"]), PriceChange.Kind(row["kind"]).label
        )
        for row in rows
    ]


def _decimals(row: dict[str, Any], *names: str) -> dict[str, Decimal | None]:
    return {name: None if row[name] is None else Decimal(row[name]) for name in names}


def _rows(model: type[Model], *names: str, exact: tuple[str, ...] = ()) -> ArraySubquery:
    """The rows of a piece in their model's order, each as a JSON object; `exact` are decimals, which stay text."""
    facts = {name: F(name) for name in names} | {name: Cast(name, TextField()) for name in exact}
    found = model._default_manager.filter(item=OuterRef("pk")).order_by(*model._meta.ordering or ["pk"])
    return ArraySubquery(found.values(said=JSONObject(**facts)))
