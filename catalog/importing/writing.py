"""New pieces of one chunk, written with a handful of COPY statements however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Any

from django.utils.text import slugify
from oscar.core.loading import get_model

from catalog import numbers, stock
from catalog.importing.copying import copy_rows, copy_with_words, new_keys
from catalog.importing.facts import REFERENCE_LIMIT, Facts
from catalog.importing.vocabulary import Vocabulary
from catalog.models import (
    Clearance,
    ConditionReport,
    Inclusion,
    Item,
    ListingState,
    Measurement,
    PriceChange,
)
from catalog.searching.texts import FUNCTION, words_of

SAME = ("title", "description", "size", "year", "year_basis", "made_in", "weight_g", "grade", "never_carried",
        "price", "retail_basis", "bucket", "bucket_reason")  # fmt: skip


@dataclass(frozen=True)
class Arrival:
    """One row that can come in."""

    line: int
    facts: Facts
    digest: str
    doubtful: bool = False


@dataclass(frozen=True)
class Shipment:
    """What all rows of one run have in common."""

    file: str
    source: str
    publish: bool
    now: datetime

    def reference(self, line: int) -> str:
        """`file:line` for the clearance, the file name shortened when it doesn't fit."""
        return f"{self.file[: REFERENCE_LIMIT - 12]}:{line}"

    def listed_at(self, facts: Facts) -> datetime:
        """Noon of the day the row gives, or now."""
        return datetime.combine(facts.listed_on, time(12), UTC) if facts.listed_on else self.now

    def may_list(self, arrival: Arrival) -> bool:
        """Whether the piece is complete and undoubted, and listing was asked for."""
        return self.publish and not arrival.doubtful and not arrival.facts.lacks()


def create(arrivals: Sequence[Arrival], vocabulary: Vocabulary, shipment: Shipment) -> list[Item]:
    """Write new pieces with product, stock, clearance, price and condition; in the caller's transaction."""
    if not arrivals:
        return []
    items = [_item(arrival, vocabulary, shipment) for arrival in arrivals]
    _number(items)
    _copy_products(items)
    keys = zip(new_keys(Clearance, len(items)), new_keys(Item, len(items)), strict=True)
    clearances = []
    for (clearance, key), item, arrival in zip(keys, items, arrivals, strict=True):
        item.pk, item.clearance_id = key, clearance
        clearances.append(_clearance(clearance, arrival.line, shipment))
    copy_rows(Clearance, clearances)
    copy_with_words(
        Item, [vars(item) | {"words": words_of(item)} for item in items], column="words", function=FUNCTION
    )
    _copy_parts(items, arrivals, shipment)
    return items


def facts_of(facts: Facts, rows: dict[str, Any]) -> dict[str, Any]:
    """The item's attributes that a row decides, listing state and history apart."""
    found = {name: getattr(facts, name) for name in SAME} | rows
    found |= {
        "retail_estimate": facts.retail,
        "slug": _slug(facts.designer, facts.title),
    }
    if facts.ships_from:
        found |= {"ships_from": facts.ships_from, "ships_from_city": facts.ships_from_city}
    return found


@lru_cache(maxsize=20_000)
def _slug(designer: str, title: str) -> str:
    return slugify(f"{designer} {title}")[:220] or "piece"


def _item(arrival: Arrival, vocabulary: Vocabulary, shipment: Shipment) -> Item:
    facts = arrival.facts
    item = Item(
        source=shipment.source,
        source_reference=facts.reference,
        source_digest=arrival.digest,
        updated_at=shipment.now,
        **facts_of(facts, vocabulary.rows_for(facts)),
    )
    if facts.price:
        item.previous_price = facts.first_price
        item.price_changed_at = shipment.listed_at(facts)
    if shipment.may_list(arrival):
        item.state, item.listed_at = ListingState.LISTED.value, shipment.listed_at(facts)
    return item


def _number(items: Sequence[Item]) -> None:
    for item, number in zip(items, numbers.new_numbers(len(items)), strict=True):
        item.number = number


def _copy_products(items: Sequence[Item]) -> None:
    Product, StockRecord = get_model("catalogue", "Product"), get_model("partner", "StockRecord")
    for item, key in zip(items, new_keys(Product, len(items)), strict=True):
        item.product_id = key
    kind, partner = stock.product_class(), stock.partner()
    copy_rows(
        Product, [stock.product_facts(i) | {"id": i.product_id, "product_class_id": kind.pk} for i in items]
    )
    copy_rows(
        StockRecord,
        [stock.stock_facts(i) | {"product_id": i.product_id, "partner_id": partner.pk} for i in items],
    )


def _clearance(key: int, line: int, shipment: Shipment) -> dict[str, Any]:
    kind = Clearance.Kind.IMPORTED.value
    return {"id": key, "kind": kind, "reference": shipment.reference(line), "given_at": shipment.now}


def _copy_parts(items: Sequence[Item], arrivals: Sequence[Arrival], shipment: Shipment) -> None:
    """Price history, condition, measurements and inclusions of the new pieces."""
    pairs = [(item, arrival.facts) for item, arrival in zip(items, arrivals, strict=True)]
    copy_rows(PriceChange, [_first_price(item, facts) for item, facts in pairs if facts.price])
    copy_rows(
        ConditionReport,
        [
            {"item_id": item.pk, "summary": facts.condition_note, "recorded_at": shipment.now}
            for item, facts in pairs
            if facts.condition_note
        ],
    )
    copy_rows(Measurement, [row for item, facts in pairs for row in measurements(item.pk, facts)])
    copy_rows(Inclusion, [row for item, facts in pairs for row in inclusions(item.pk, facts)])


def _first_price(item: Item, facts: Facts) -> dict[str, Any]:
    return {
        "item_id": item.pk,
        "kind": PriceChange.Kind.IMPORTED.value,
        "amount": item.price,
        "previous": facts.first_price,
        "at": item.price_changed_at,
        "note": facts.price_note,
    }


def measurements(item: int, facts: Facts) -> list[dict[str, Any]]:
    """A row's measurements as rows of the table, in cm."""
    return [
        {"item_id": item, "position": n, "key": key, "label": key.title(), "value": value, "unit": "cm"}
        for n, (key, value) in enumerate(facts.measurements)
    ]


def inclusions(item: int, facts: Facts) -> list[dict[str, Any]]:
    """What a row says comes with the piece."""
    return [{"item_id": item, "position": n, "name": name} for n, name in enumerate(facts.includes)]
