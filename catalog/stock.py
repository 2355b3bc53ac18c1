"""Oscar's product and stock record behind a piece: made in bulk, one of each per item."""

from collections.abc import Sequence
from typing import Any

from oscar.core.loading import get_model

from catalog.models import Item
from portero.core.money import CURRENCY

PARTNER_CODE = "portero"
PIECE = "piece"


def make_products(items: Sequence[Item]) -> None:
    """Create the Oscar product of each unsaved item and set `item.product`; two inserts however many."""
    Product, StockRecord = get_model("catalogue", "Product"), get_model("partner", "StockRecord")
    kind, seller = product_class(), partner()
    products = Product.objects.bulk_create(
        [Product(**product_facts(item), product_class=kind) for item in items]
    )
    StockRecord.objects.bulk_create(
        [
            StockRecord(**stock_facts(item), product=product, partner=seller)
            for product, item in zip(products, items, strict=True)
        ]
    )
    for product, item in zip(products, items, strict=True):
        item.product = product


def product_facts(item: Item) -> dict[str, Any]:
    """What Oscar's product says of a piece."""
    return {
        "upc": item.number,
        "title": f"{item.designer.name} {item.title}"[:255],
        "slug": item.slug[:255],
        "is_discountable": False,
    }


def stock_facts(item: Item) -> dict[str, Any]:
    """One in stock, none allocated, at the piece's price."""
    return {
        "partner_sku": item.number,
        "price_currency": CURRENCY,
        "price": item.price,
        "num_in_stock": 1,
        "num_allocated": 0,
    }


def is_spoken_for(item: Item) -> bool:
    """Whether an order has this piece: one that waits for its payment, or one that has taken it away."""
    record = get_model("partner", "StockRecord").objects.get(product_id=item.product_id)
    return bool((record.num_in_stock or 0) - (record.num_allocated or 0) < 1)


def product_class() -> Any:
    """Oscar's class of products that are a single piece."""
    return get_model("catalogue", "ProductClass").objects.get_or_create(
        slug=PIECE, defaults={"name": "Piece", "requires_shipping": True, "track_stock": True}
    )[0]


def partner() -> Any:
    """Portero itself is the only seller that Oscar knows."""
    return get_model("partner", "Partner").objects.get_or_create(
        code=PARTNER_CODE, defaults={"name": "Portero"}
    )[0]


def take_in_again(item: Item) -> None:
    """A piece that had left us is here again, and can be sold again; one that never left stays as it is."""
    records = get_model("partner", "StockRecord").objects.filter(product_id=item.product_id)
    records.filter(num_in_stock=0).update(num_in_stock=1, num_allocated=0)
