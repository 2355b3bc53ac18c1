"""The tax to give back when pieces come back, from what was charged for them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from orders.tax.calculator import Sale, TaxQuote
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

    With `shipping` everything charged beside the goods goes back too. Never more than was charged. Raises
    ValueError for a negative fee and for a line that isn't of the sale.
    """  # fmt: skip
    known = {line.number: line for line in sale.lines}
    if fee_kept < 0 or not set(numbers) <= set(known):
        raise ValueError("A refund names lines of the sale and keeps no negative fee.")
    lines = [known[number] for number in dict.fromkeys(numbers)]
    price = sum((line.total for line in lines), ZERO)
    goods = _tax(charged, {line.number for line in lines}, price_only=not shipping)
    if _rule(sale.to.state, sale.on, tables) == RefundRule.FeeKept.PART_REFUNDED and price:
        goods = quantise(goods * max(price - fee_kept, ZERO) / price)
    return goods + (charged.of_line(None) if shipping else ZERO)


def _tax(charged: TaxQuote, numbers: set[str], *, price_only: bool) -> Decimal:
    taken = (c for c in charged.components if c.number in numbers and (c.of == "price" or not price_only))
    return sum((c.amount for c in taken), ZERO)


def _rule(state: str, on: date, tables: Tables) -> str:
    rules = in_force(tables.refunds.get(state, ()), on)
    return rules[-1].fee_kept if rules else RefundRule.FeeKept.WHOLE_TAX
