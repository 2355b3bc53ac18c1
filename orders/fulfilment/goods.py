"""What lies in a parcel as customs ask: what it is, what it is worth, its code, where it was made."""

from collections.abc import Collection
from decimal import Decimal

from django.utils import timezone

from logistics.gateway import CustomsItem
from orders.fulfilment.models import Shipment, ShipmentLine
from orders.fulfilment.states import ShipmentRefused
from orders.tax.border.items import code_of_piece

SIX = 6

# What customs read first; the material and the title follow.
NAMES = {
    "handbag": "Handbag",
    "wallet": "Wallet",
    "luggage": "Travel bag",
    "belt": "Belt",
    "watch": "Wrist watch",
    "jewelry": "Jewelry",
    "scarf": "Scarf",
    "shoes": "Shoes",
    "sunglasses": "Sunglasses",
    "clothing": "Clothing",
    "fur": "Fur garment",
    "home": "Household article",
    "general": "Accessory",
}


def declared(
    shipment: Shipment, grams: int, *, only: Collection[int] | None = None
) -> tuple[CustomsItem, ...]:
    """One customs line per piece of the parcel, which weighs `grams` packed; of some by the keys of their items.

    Raises ShipmentRefused for a piece without a country of manufacture, or without a tariff code.
    """
    found = shipment.lines.select_related("line", "item__designer", "item__category", "item__material")
    if only is not None:
        found = found.filter(item__in=only)
    lines = list(found.prefetch_related("line__border_charges"))
    weights = _weights(lines, grams)
    return tuple(_item(shipment, line, weight) for line, weight in zip(lines, weights, strict=True))


def most_of_one_code(items: tuple[CustomsItem, ...]) -> Decimal:
    """The highest value under one code, in USD: what export filing goes by.

    By the six digits that all countries share; Schedule B has ten, so that this asks for a filing rather too often.
    """
    sums: dict[str, Decimal] = {}
    for item in items:
        code = item.hs_code.replace(".", "")[:SIX]
        sums[code] = sums.get(code, Decimal("0.00")) + item.value
    return max(sums.values(), default=Decimal("0.00"))


def _item(shipment: Shipment, line: ShipmentLine, grams: int) -> CustomsItem:
    item = line.item
    if not item.made_in:
        raise ShipmentRefused(
            f"{item.number} has no country of manufacture. Customs want it: add it to the piece."
        )
    code = _code(shipment, line)
    if not code:
        raise ShipmentRefused(f"{item.number} has no tariff code. Customs want one: add it to the piece.")
    material = f", {item.material.name}" if item.material else ""
    return CustomsItem(
        description=f"{NAMES[item.category.tax_category]}{material}, pre-owned: {item.designer.name} {item.title}",
        quantity=line.line.quantity,
        grams=grams,
        value=line.line.line_price_excl_tax,
        hs_code=code,
        made_in=item.made_in,
    )


def _code(shipment: Shipment, line: ShipmentLine) -> str:
    """The code that duty was charged by, frozen with the order; what the tables say where none was."""
    charged = [charge.code for charge in line.line.border_charges.all() if charge.code]
    country = shipment.order.shipping_address.country_id
    return charged[0] if charged else code_of_piece(line.item, country, timezone.localdate())


def _weights(lines: list[ShipmentLine], grams: int) -> list[int]:
    """The pieces' own weights where they fit into the parcel's, else equal parts of it."""
    own = [line.item.weight_g or 0 for line in lines]
    return own if all(own) and sum(own) <= grams else [grams // max(len(lines), 1)] * len(lines)
