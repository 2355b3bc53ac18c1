"""Stores a tax quote with the order it belongs to; the rows are never changed again."""

from decimal import Decimal

from orders.order.models import Order
from orders.tax.calculator import TaxQuote
from orders.tax.models import ResaleCertificate, TaxAnswer, TaxComponent
from portero.core.rows import Writer


def add(
    rows: Writer,
    order: Order,
    quote: TaxQuote,
    certificate: ResaleCertificate | None = None,
    *,
    border: Decimal = Decimal("0.00"),
) -> None:
    """Add the breakdown of an order to its placement's rows, one per line (or shipping) and jurisdiction.

    `border` is what the order is charged for crossing one, in USD (orders.tax.border). What staff should know
    beyond the parts (another provider, a warning, an exempt buyer) is a row of its own. Raises AssertionError
    if net + tax + border isn't gross to the cent: such an order must not be placed.
    """
    if order.total_excl_tax + quote.total + border != order.total_incl_tax:
        raise AssertionError(f"order {order.number}: net + tax is not gross")
    lines = {line.upc: line for line in order.lines.all()}
    for c in quote.components:
        rows.add(
            TaxComponent(
                order=order,
                line=lines[c.number] if c.number else None,
                jurisdiction=c.jurisdiction,
                level=c.level,
                percent=c.percent,
                base=c.base,
                amount=c.amount,
                rule=c.rule,
                source=c.source,
                of=c.of,
                matched=quote.matched,
                ambiguous=quote.ambiguous,
            )
        )
    doubts = list(quote.warnings) if quote.components else []
    if certificate or doubts or quote.fallback or quote.provider != TaxQuote.provider:
        rows.add(
            TaxAnswer(
                order=order,
                provider=quote.provider,
                fallback=quote.fallback,
                warnings=doubts,
                certificate=certificate,
            )
        )
