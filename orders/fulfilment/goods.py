"""What lies in a parcel as customs ask: what it is, what it is worth, its code, where it was made."""

from decimal import Decimal

from logistics.gateway import CustomsItem
from orders.fulfilment.models import Shipment, ShipmentLine
from orders.fulfilment.states import ShipmentRefused

# The headings of the Harmonized System for what the shop sells, by tax category (docs/tax.md).
HEADINGS = {
    "handbag": ("Handbag", "420221"),
    "wallet": ("Wallet", "420231"),
    "luggage": ("Travel bag", "420211"),
    "belt": ("Belt", "420330"),
    "watch": ("Wrist watch", "910211"),
    "jewelry": ("Jewelry", "711319"),
    "scarf": ("Scarf", "621410"),
    "shoes": ("Shoes", "640399"),
    "sunglasses": ("Sunglasses", "900410"),
    "clothing": ("Clothing", "620439"),
    "fur": ("Fur garment", "430310"),
    "home": ("Household article", "691110"),
    "general": ("Accessory", "711790"),
}


def declared(shipment: Shipment, grams: int) -> tuple[CustomsItem, ...]:
    """One customs line per piece of the parcel, which weighs `grams` packed.

    Raises ShipmentRefused for a piece without a country of manufacture, which every customs declaration names.
    """
    lines = list(shipment.lines.select_related("line", "item__designer", "item__category", "item__material"))
    weights = _weights(lines, grams)
    return tuple(_item(line, weight) for line, weight in zip(lines, weights, strict=True))


def most_of_one_code(items: tuple[CustomsItem, ...]) -> Decimal:
    """The highest value that stands under one code, in USD: what export filing goes by."""
    sums: dict[str, Decimal] = {}
    for item in items:
        sums[item.hs_code] = sums.get(item.hs_code, Decimal("0.00")) + item.value
    return max(sums.values(), default=Decimal("0.00"))


def _item(line: ShipmentLine, grams: int) -> CustomsItem:
    item = line.item
    if not item.made_in:
        raise ShipmentRefused(
            f"{item.number} has no country of manufacture. Customs want it: add it to the piece."
        )
    name, code = HEADINGS[item.category.tax_category]
    material = f", {item.material.name}" if item.material else ""
    return CustomsItem(
        description=f"{name}{material}, pre-owned: {item.designer.name} {item.title}",
        quantity=line.line.quantity,
        grams=grams,
        value=line.line.line_price_excl_tax,
        hs_code=code,
        made_in=item.made_in,
    )


def _weights(lines: list[ShipmentLine], grams: int) -> list[int]:
    """The pieces' own weights where they fit into the parcel's, else equal parts of it."""
    own = [line.item.weight_g or 0 for line in lines]
    return own if all(own) and sum(own) <= grams else [grams // max(len(lines), 1)] * len(lines)
