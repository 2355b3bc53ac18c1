"""Writes down, with an order, where and when it was taxed (TaxedSale)."""

from datetime import date

from orders.books.models import TaxedSale
from orders.order.models import Order
from orders.quote import destination_of
from orders.tax.calculator import TaxQuote
from orders.tax.destination import tidied
from portero.core.rows import Writer


def add(rows: Writer, order: Order, quote: TaxQuote, on: date) -> None:
    """Add the row of an order to its placement's rows; the address is the one it is delivered to.

    `on` is the day that the quote was taxed by: at midnight the order's own moment may be on the next one.
    """
    place = tidied(destination_of(order.shipping_address))
    rows.add(
        TaxedSale(
            order=order,
            country=place.country,
            state=place.state[:40],
            on=on,
            taxed=bool(quote.components),
            matched=quote.matched,
            ambiguous=quote.ambiguous,
            warnings=[warning[:300] for warning in quote.warnings],
        )
    )
