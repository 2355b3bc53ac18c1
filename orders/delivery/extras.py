"""Gift wrap and handling: what a quote charges beside pieces and delivery, and the rows an order keeps of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from orders.delivery.models import OrderCharge
from orders.order.models import Order
from orders.quote import Quote
from portero.core.rows import Writer

Kind = OrderCharge.Kind


@dataclass(frozen=True)
class Extra:
    """A charge in USD before tax and the tax on it; `with_delivery`: in one line of the bill with the delivery."""

    kind: OrderCharge.Kind
    label: str
    amount: Decimal
    tax: Decimal
    with_delivery: bool = False


def extras_of(quote: Quote) -> list[Extra]:
    """What is charged, in the order of the bill; nothing where nothing is charged."""
    return list(_extras(quote))


def add(rows: Writer, order: Order, quote: Quote) -> None:
    """Add them to the placement's rows."""
    for extra in extras_of(quote):
        rows.add(OrderCharge(order=order, **vars(extra)))


def _extras(quote: Quote) -> Iterator[Extra]:
    if quote.handling:
        label = "Delivery and handling" if quote.combined else "Handling"
        yield Extra(Kind.HANDLING, label, quote.handling, quote.tax.on("handling"), quote.combined)
    if quote.gift_wrap:
        yield Extra(Kind.GIFT_WRAP, "Gift wrap", quote.gift_wrap, quote.tax.on("gift wrap"))


def stored(order: Order, pieces: Decimal) -> list[tuple[str, Decimal, bool]]:
    """Label, amount (USD) and whether it joins the delivery's line; no query where pieces and delivery are all."""
    if order.total_excl_tax == pieces + order.shipping_excl_tax:
        return []
    return list(order.charges.values_list("label", "amount", "with_delivery"))
