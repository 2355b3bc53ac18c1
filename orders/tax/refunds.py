"""The tax to give back when pieces come back, from what was charged for them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from orders.tax.calculator import Component, Sale, TaxQuote
from orders.tax.models import RefundRule
from orders.tax.snapshot import Tables, in_force
from portero.core.money import quantise

ZERO = Decimal("0.00")


def tax_back(
    sale: Sale,
    charged: TaxQuote,
    numbers: Sequence[str],
    tables: Tables,
    *,
    fee_kept: Decimal = ZERO,
    shipping: bool = False,
) -> Decimal:
    """The tax on the price of these lines in USD, less the part on a fee kept where the state's rule says so.

    With `shipping` everything charged beside the goods goes back too, whatever fee is kept. Never more than was
    charged. Raises ValueError for a negative fee and for a line that isn't of the sale.
    """  # fmt: skip
    known = {line.number: line for line in sale.lines}
    if fee_kept < 0 or not set(numbers) <= set(known):
        raise ValueError("A refund names lines of the sale and keeps no negative fee.")
    lines = [known[number] for number in dict.fromkeys(numbers)]
    price = sum((line.total for line in lines), ZERO)
    theirs = [c for c in charged.components if c.number in {line.number for line in lines}]
    goods = [c for c in theirs if c.of == "price"]
    back = _sum(goods)
    if fee_kept and price and _rule(sale.to.state, sale.on, tables) == RefundRule.FeeKept.PART_REFUNDED:
        back = min(back, _on_the_part_refunded(goods, max(price - fee_kept, ZERO) / price))
    if shipping:
        back += _sum([c for c in theirs if c.of != "price"]) + charged.of_line(None)
    return back


def _on_the_part_refunded(goods: Sequence[Component], part: Decimal) -> Decimal:
    """From the rates, not from rounded tax: the cents are those of a sale at the lower price."""
    exact = sum((c.base * c.percent for c in goods), Decimal(0)) / 100
    return quantise(exact * part)


def _sum(components: Sequence[Component]) -> Decimal:
    return sum((c.amount for c in components), ZERO)


def _rule(state: str, on: date, tables: Tables) -> str:
    rules = in_force(tables.refunds.get(state, ()), on)
    return rules[-1].fee_kept if rules else RefundRule.FeeKept.WHOLE_TAX
