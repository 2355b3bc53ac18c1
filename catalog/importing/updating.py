"""Pieces that came in before: left alone, changed, or kept because somebody has bought or holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from oscar.core.loading import get_model

from catalog.importing.refusals import Refused
from catalog.importing.vocabulary import Vocabulary
from catalog.importing.writing import Arrival, Shipment, facts_of, inclusions, measurements
from catalog.locks import lock_items, lock_open_holds
from catalog.models import ConditionReport, Inclusion, Item, ListingState, Measurement, PriceChange
from catalog.searching.texts import vector_of

KEPT = {
    ListingState.SOLD: ("sold", "It is sold: it keeps its price and facts."),
    ListingState.WITHDRAWN: ("withdrawn", "It was withdrawn here: staff decide whether it comes back."),
}
ON_HOLD = ("on_hold", "A client holds it: it keeps its price and facts until then. Import it again later.")


@dataclass(frozen=True)
class Known:
    """What the importer has to know of a piece that came in before."""

    pk: int
    digest: str
    state: str
    was_listed: bool


def same_reference(reference: str) -> str:
    """How references are compared: one sender doesn't have ab-1 and AB-1."""
    return reference.casefold()


def known_pieces(source: str, references: Sequence[str]) -> dict[str, Known]:
    """The pieces of these references, by compared reference; one query. Looks for them in either case too."""
    columns = ("source_reference", "pk", "source_digest", "state", "listed_at")
    written = {form for ref in references for form in (ref, ref.lower(), ref.upper())}
    rows = Item.objects.filter(source=source, source_reference__in=written).values_list(*columns)
    return {
        same_reference(ref): Known(pk, digest, state, listed_at is not None)
        for ref, pk, digest, state, listed_at in rows
    }


def is_unchanged(arrival: Arrival, known: Known, shipment: Shipment) -> bool:
    """Same facts, and nothing to publish. A piece that staff took back to draft isn't listed again."""
    to_list = known.state == ListingState.DRAFT and not known.was_listed and shipment.may_list(arrival)
    return arrival.digest == known.digest and not to_list


def update(
    changes: Sequence[tuple[Arrival, Known]], vocabulary: Vocabulary, shipment: Shipment
) -> tuple[list[Item], list[tuple[Arrival, Refused]]]:
    """Bring changed facts to pieces, all locked first; returns the updated ones and those that are kept.

    An empty cell never blanks a fact, a grade that a person recorded stays, and a listed piece stays listed.
    """
    by_pk = {known.pk: arrival for arrival, known in changes}
    items = lock_items(by_pk)
    held = {hold.item_id for hold in lock_open_holds(by_pk)}
    graded = set(_graded_by_a_person(by_pk))
    changed, kept, prices = [], [], []
    for item in items:
        arrival = by_pk[item.pk]
        if why := _kept(item, held):
            kept.append((arrival, Refused(*why, column="reference", value=item.source_reference)))
            continue
        prices += _change(item, arrival, vocabulary.rows_for(arrival.facts), item.pk in graded, shipment)
        changed.append(item)
    _save(changed, prices, [by_pk[item.pk] for item in changed])
    return changed, kept


def _graded_by_a_person(pks: dict[int, Arrival]) -> Any:
    reports = ConditionReport.objects.filter(item_id__in=pks, recorded_by__isnull=False)
    return reports.values_list("item_id", flat=True)


def _kept(item: Item, held: set[int]) -> tuple[str, str] | None:
    return ON_HOLD if item.pk in held else KEPT.get(ListingState(item.state))


def _change(
    item: Item, arrival: Arrival, rows: dict[str, Any], graded: bool, shipment: Shipment
) -> list[PriceChange]:
    """Set the new facts on the item; returns the price change, if it is one."""
    before = item.price
    for name, value in facts_of(arrival.facts, rows).items():
        if value not in (None, "") and not (graded and name in ("grade", "never_carried")):
            setattr(item, name, value)
    item.source_digest, item.updated_at = arrival.digest, shipment.now
    if item.state == ListingState.DRAFT and item.listed_at is None and shipment.may_list(arrival):
        item.state, item.listed_at = ListingState.LISTED.value, shipment.listed_at(arrival.facts)
    item.words = vector_of(item)
    if item.price == before or item.price is None:
        return []
    item.previous_price, item.price_changed_at = before, shipment.now
    return [
        PriceChange(
            item=item,
            kind=PriceChange.Kind.IMPORTED,
            amount=item.price,
            previous=before,
            at=shipment.now,
            note=arrival.facts.price_note,
        )
    ]


def _save(items: Sequence[Item], prices: list[PriceChange], arrivals: Sequence[Arrival]) -> None:
    if not items:
        return
    fixed = {"id", "number", "product", "source", "source_reference", "created_at", "currency"}
    fields = [field.name for field in Item._meta.concrete_fields if field.name not in fixed]
    Item.objects.bulk_update(items, fields, batch_size=200)
    PriceChange.objects.bulk_create(prices)
    _save_stock(items)
    _save_parts(items, arrivals)


def _save_stock(items: Sequence[Item]) -> None:
    """Oscar's projections follow: the title of the product, the price of the stock record."""
    Product, StockRecord = get_model("catalogue", "Product"), get_model("partner", "StockRecord")
    by_product = {item.product_id: item for item in items}
    products = list(Product.objects.filter(pk__in=by_product))
    for product in products:
        item = by_product[product.pk]
        product.title, product.slug = f"{item.designer.name} {item.title}"[:255], item.slug[:255]
    Product.objects.bulk_update(products, ["title", "slug"])
    records = list(StockRecord.objects.filter(product_id__in=by_product))
    for record in records:
        record.price = by_product[record.product_id].price
    StockRecord.objects.bulk_update(records, ["price"])


def _save_parts(items: Sequence[Item], arrivals: Sequence[Arrival]) -> None:
    """Measurements and inclusions of the row are upserted; those that staff added stay."""
    pairs = [(item.pk, arrival.facts) for item, arrival in zip(items, arrivals, strict=True)]
    Measurement.objects.bulk_create(
        [Measurement(**row) for pk, facts in pairs for row in measurements(pk, facts)],
        update_conflicts=True,
        unique_fields=["item", "key"],
        update_fields=["value", "unit"],
    )
    Inclusion.objects.bulk_create(
        [Inclusion(**row) for pk, facts in pairs for row in inclusions(pk, facts)],
        update_conflicts=True,
        unique_fields=["item", "name"],
        update_fields=["present"],
    )
    noted = [(pk, facts.condition_note) for pk, facts in pairs if facts.condition_note]
    existing = ConditionReport.objects.filter(recorded_by__isnull=True)
    for pk, note in noted:
        if not existing.filter(item_id=pk).update(summary=note):
            ConditionReport.objects.get_or_create(item_id=pk, defaults={"summary": note})
