"""Oscar's product and stock record behind a piece: made in bulk, one of each per item."""

from collections.abc import Sequence

from oscar.core.loading import get_model

from catalog.models import Item
from portero.core.money import CURRENCY

PARTNER_CODE = "portero"
PIECE = "piece"


def make_products(items: Sequence[Item]) -> None:
    """Create the Oscar product of each unsaved item and set `item.product`; two inserts however many."""
    Product, StockRecord = get_model("catalogue", "Product"), get_model("partner", "StockRecord")
    kind = _product_class()
    products = Product.objects.bulk_create(
        [
            Product(
                upc=item.number,
                title=f"{item.designer.name} {item.title}"[:255],
                slug=item.slug[:255],
                product_class=kind,
                is_discountable=False,
            )
            for item in items
        ]
    )
    partner = get_model("partner", "Partner").objects.get_or_create(
        code=PARTNER_CODE, defaults={"name": "Portero"}
    )[0]
    StockRecord.objects.bulk_create(
        [
            StockRecord(
                product=product,
                partner=partner,
                partner_sku=item.number,
                price_currency=CURRENCY,
                price=item.price,
                num_in_stock=1,
                num_allocated=0,
            )
            for product, item in zip(products, items, strict=True)
        ]
    )
    for product, item in zip(products, items, strict=True):
        item.product = product


def _product_class() -> object:
    return get_model("catalogue", "ProductClass").objects.get_or_create(
        slug=PIECE, defaults={"name": "Piece", "requires_shipping": True, "track_stock": True}
    )[0]
