"""A chunk of drawn pieces as the rows of five tables, ready to be copied."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.models import Clearance, Item, ListingState, PriceChange
from catalog.synthesis.copying import NONE, Columns, as_text
from catalog.synthesis.designs import Design
from catalog.synthesis.draws import GRADES, Chunk
from catalog.synthesis.vectors import Frame, Sentence

SOURCE = "synthesised"
VALUE, RARITY = "Well under its price at the boutique.", "Seldom offered in this combination."


@dataclass(frozen=True)
class Keys:
    """The primary keys and the item number's digits of a chunk, one of each per piece."""

    item: range
    product: range
    clearance: range
    numbers: list[str]


Pool = tuple[list[str], list[Sentence]]  # sentences to choose one from, as text and as vectors


class Press:
    """Writes rows of these designs; all that a design decides is made text once."""

    def __init__(
        self,
        designs: Sequence[Design],
        frames: Sequence[Frame],
        pools: dict[str, list[Pool]],
        places: Sequence[tuple[str, str]],
        parents: dict[str, int],
        widest: dict[str, int],
    ) -> None:
        self._frames, self._places, self._parents = frames, places, parents
        self._pools = [pools[design.kind] for design in designs]
        self._same = _facts_of([design.item for design in designs])
        for which, view in (("lead", "threequarter"), ("second", "front")):
            names = [picture(design.photos, view) for design in designs]
            self._same[f"{which}_photo"] = names
            self._same[f"{which}_widest"] = [str(widest.get(name, 0)) for name in names]
        self._same["lead_alt"] = [
            as_text(f"{design.item.designer.name} {design.item.title}, three-quarter view"[:250])
            for design in designs
        ]
        self._names = [
            as_text(f"{design.item.designer.name} {design.item.title}"[:255]) for design in designs
        ]

    def items(self, chunk: Chunk, keys: Keys) -> Columns:
        """catalog_item."""
        which: list[int] = chunk.design.tolist()
        descriptions, words = self._texts(chunk, keys)
        places = chunk.place.tolist()
        valued = (chunk.retail * 0.7 > chunk.price).tolist()
        return {
            **{name: [texts[n] for n in which] for name, texts in self._same.items()},
            "id": list(map(str, keys.item)),
            "product_id": list(map(str, keys.product)),
            "clearance_id": list(map(str, keys.clearance)),
            "number": keys.numbers,
            "description": descriptions,
            "words": words,
            "grade": [GRADES[n] for n in chunk.grade.tolist()],
            "never_carried": ["t" if never else "f" for never in chunk.never_carried.tolist()],
            "price": _amounts(chunk.price),
            "previous_price": _amounts(chunk.previous),
            "price_changed_at": _times(np.where(chunk.previous > 0, chunk.reduced_at, chunk.listed_at)),
            "retail_estimate": _amounts(chunk.retail),
            "bucket": [Item.Bucket.VALUE.value if value else Item.Bucket.RARITY.value for value in valued],
            "bucket_reason": [VALUE if value else RARITY for value in valued],
            "ships_from": [self._places[n][0] for n in places],
            "ships_from_city": [self._places[n][1] for n in places],
            "state": [
                ListingState.SOLD.value if sold else ListingState.LISTED.value for sold in chunk.sold.tolist()
            ],
            "listed_at": (listed := _times(chunk.listed_at)),
            "created_at": listed,
            "sold_at": [
                at if sold else NONE
                for at, sold in zip(_times(chunk.sold_at), chunk.sold.tolist(), strict=True)
            ],
            "source": SOURCE,
        }

    def products(self, chunk: Chunk, keys: Keys) -> Columns:
        """Oscar's catalogue_product."""
        which = chunk.design.tolist()
        return {
            "id": list(map(str, keys.product)),
            "upc": keys.numbers,
            "title": [self._names[n] for n in which],
            "slug": [self._same["slug"][n] for n in which],
            "product_class_id": str(self._parents["product_class"]),
            "is_discountable": "f",
        }

    def stock_records(self, chunk: Chunk, keys: Keys) -> Columns:
        """Oscar's partner_stockrecord: one of each, none of what is sold."""
        return {
            "product_id": list(map(str, keys.product)),
            "partner_id": str(self._parents["partner"]),
            "partner_sku": keys.numbers,
            "price": _amounts(chunk.price),
            "num_in_stock": ["0" if sold else "1" for sold in chunk.sold.tolist()],
            "num_allocated": "0",
        }

    def clearances(self, chunk: Chunk, keys: Keys) -> Columns:
        """catalog_clearance: an imported record, as for everything that isn't examined here."""
        return {
            "id": list(map(str, keys.clearance)),
            "kind": Clearance.Kind.IMPORTED.value,
            "reference": [f"{SOURCE}:{number}" for number in keys.numbers],
            "given_at": _times(chunk.listed_at),
        }

    def prices(self, chunk: Chunk, keys: Keys) -> Columns:
        """catalog_pricechange: the first price of each piece, then the steps of those that were reduced."""
        reduced = np.flatnonzero(chunk.previous)
        first = np.where(chunk.previous > 0, chunk.previous, chunk.price)
        steps = len(reduced)
        return {
            "item_id": [*map(str, keys.item), *(str(keys.item[n]) for n in reduced.tolist())],
            "kind": [PriceChange.Kind.LISTED.value] * len(keys.item) + [PriceChange.Kind.STEP.value] * steps,
            "amount": _amounts(first) + _amounts(chunk.price[reduced]),
            "previous": [NONE] * len(keys.item) + _amounts(chunk.previous[reduced]),
            "at": _times(chunk.listed_at) + _times(chunk.reduced_at[reduced]),
            "note": [""] * len(keys.item) + ["Agreed price step"] * steps,
        }

    def _texts(self, chunk: Chunk, keys: Keys) -> tuple[list[str], list[str]]:
        """Descriptions of two or three sentences, and the vectors that go with them."""
        descriptions, words = [], []
        for design, dice, number in zip(
            chunk.design.tolist(), chunk.sentences.tolist(), keys.numbers, strict=True
        ):
            frame, pools = self._frames[design], self._pools[design]
            at, texts = frame.description_at, []
            vector = [frame.with_number(number)]
            for (plain, parsed), die in zip(pools, dice, strict=True):
                chosen = die % len(plain)
                texts.append(plain[chosen])
                vector.append(parsed[chosen].at(at))
                at += parsed[chosen].length
            descriptions.append(" ".join(texts))
            words.append(" ".join(vector))
        return descriptions, words


def picture(ref: str, view: str) -> str:
    """The stored name of a demo photograph; see `catalog.seeding.photos`."""
    return f"demo/{ref}-{view}.webp"


def _facts_of(items: Sequence[Item]) -> dict[str, list[str]]:
    same = ("designer_id", "style_id", "category_id", "colour_id", "material_id", "hardware_id", "title", "slug",
            "size", "made_in", "weight_g", "rarity", "year",
            "year_basis")  # fmt: skip
    return {name: [as_text(getattr(item, name)) for item in items] for name in same}


def _amounts(dollars: NDArray[Any]) -> list[str]:
    return [str(amount) if amount else NONE for amount in dollars.tolist()]


def _times(moments: NDArray[Any]) -> list[str]:
    return moments.astype("datetime64[s]").astype(str).tolist()
