"""Writes down, with an order, where and when it was taxed (TaxedSale)."""

from orders.books.models import TaxedSale
from orders.order.models import Order
from orders.quote import destination_of
from orders.tax.calculator import TaxQuote
from orders.tax.days import tax_day
from orders.tax.destination import tidied


def freeze(order: Order, quote: TaxQuote) -> TaxedSale:
    """The row of a placed order, in the placement's transaction; the address is the one it is delivered to."""
    place = tidied(destination_of(order.shipping_address))
    return TaxedSale.objects.create(
        order=order,
        country=place.country,
        state=place.state[:40],
        on=tax_day(order.date_placed, place),
        taxed=bool(quote.components),
        matched=quote.matched,
        ambiguous=quote.ambiguous,
        warnings=[warning[:300] for warning in quote.warnings],
    )
