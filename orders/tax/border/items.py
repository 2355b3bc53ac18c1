"""The landed cost of pieces of the shop: parcel by parcel, as the provider in use says."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from catalog.models import Item
from orders.tax.border import snapshot
from orders.tax.border.duties import code_of
from orders.tax.border.local import as_known
from orders.tax.border.values import Goods, LandedCost, joined, provider
from orders.tax.destination import Destination


def of_parcels(
    parcels: Iterable[tuple[str, Sequence[Item], Decimal]], to: Destination, on: date
) -> LandedCost:
    """The landed cost of (origin, pieces, delivery in USD) together; nothing is asked where no border lies."""
    crossing = [parcel for parcel in parcels if as_known(parcel[0]) != as_known(to.country)]
    if not crossing:
        return LandedCost()
    asked = provider()
    return joined(
        asked.quote([_goods(item) for item in items], origin, to, freight=freight, on=on)
        for origin, items, freight in crossing
    )


def _goods(item: Item) -> Goods:
    return Goods(
        category=item.category.tax_category,
        price=item.price or Decimal("0.00"),
        material=words_of(item),
        made_in=item.made_in,
        ships_from=item.ships_from,
        number=item.number,
        code=item.hs_code,
    )


def code_of_piece(item: Item, country: str, on: date) -> str:
    """The tariff code of a piece on its way to a country; its own where staff gave it one. Empty if there is none."""
    return code_of(_goods(item), as_known(country), on, snapshot.current())


def words_of(item: Item) -> str:
    """What a piece is made of in the words of the vocabulary: name, species and family of its material."""
    material = item.material
    return ", ".join(filter(None, [material.name, material.species, material.family])) if material else ""
