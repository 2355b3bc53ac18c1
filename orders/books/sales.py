"""Writes down, with an order, where and when it was taxed (TaxedSale)."""

from orders.books.models import TaxedSale
from orders.order.models import Order
from orders.quote import destination_of
from orders.tax.calculator import TaxQuote
from orders.tax.days import tax_day


def freeze(order: Order, quote: TaxQuote) -> TaxedSale:
    """The row of a placed order, in the placement's transaction; the address is the one it is delivered to."""
    to = order.shipping_address
    return TaxedSale.objects.create(
        order=order,
        country=to.country_id,
        state=to.state[:40],
        on=tax_day(order.date_placed, destination_of(to)),
        taxed=bool(quote.components),
        matched=quote.matched,
        ambiguous=quote.ambiguous,
        warnings=[warning[:300] for warning in quote.warnings],
    )
