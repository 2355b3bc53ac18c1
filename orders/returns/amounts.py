"""What a return gives back, reckoned in one place from the order's books: shown before she asks, and paid in the end.

Price and the tax on it go back, less the fee (once per return) and, from abroad, the prepaid way back. What the fee
does to the tax is each state's rule (orders.tax.refunds). The delivery to her isn't refunded, nor are duties and
import taxes: customs keep them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from logistics.gateway import office
from orders.books import splits
from orders.books.ledger import Entry, entries_of
from orders.books.splits import Choice, Split
from orders.books.splitting import cut
from orders.fulfilment.carriage import recipient_of
from orders.order.models import Order
from orders.returns.models import Return, ReturnAmounts, ReturnPiece
from orders.tax.border.models import ChargeKind
from orders.tax.models import RefundRule
from portero.core.figures import figure

ZERO = Decimal("0.00")
RULE_LENGTH = 200
LESS = "Her bank has given back the rest."


@dataclass(frozen=True)
class Amounts:
    """Sums in USD; `duties` (with customs fees) and `import_tax` were paid at checkout and are kept by customs.

    `split` says of which entries of the bill `total` consists.
    """

    price: Decimal
    tax: Decimal
    fee: Decimal
    return_shipping: Decimal
    duties: Decimal
    import_tax: Decimal
    split: Split

    @property
    def total(self) -> Decimal:
        """What she gets."""
        return self.price + self.tax - self.fee - self.return_shipping

    @property
    def rule(self) -> str:
        """What the fee did to the tax, and why."""
        return self.split.rule

    def rows(self) -> list[tuple[str, Decimal]]:
        """Label and sum, deductions negative, as the page shows them above the total; nothing that is zero."""
        return rows_of(self)


def amounts(
    order: Order,
    lines: Iterable[Any],
    *,
    fee: bool,
    return_shipping: Decimal = ZERO,
    entries: list[Entry] | None = None,
) -> Amounts:
    """What sending these lines of the order back gives, as the books stand now. Nothing is written.

    `fee` whether the return and restocking fee is kept; `return_shipping` is deducted for the way back. Neither
    takes more than is left of the price. `entries` are those of the order's books, where the caller has read them.
    Raises SplitRefused for a line that isn't of the order.
    """
    entries = entries_of(order) if entries is None else entries
    pks = {line.pk for line in lines}
    keys = frozenset(f"line-{pk}" for pk in pks)
    price = sum((entry.left for entry in entries if entry.key in keys), ZERO)
    kept = min(Decimal(figure("restocking_fee")), price) if fee else ZERO
    shipping = min(return_shipping, price - kept)
    split = splits.preview(order, Choice(keys, fee_kept=kept + shipping), entries)
    duties, import_tax = _customs(order, pks)
    return Amounts(price, split.tax, kept, shipping, duties, import_tax, split)


def label_costs_her(order: Order) -> Decimal:
    """What is deducted at most for the prepaid way back: nothing inside the country of our office."""
    at_home = order.shipping_address is None or recipient_of(order).country == office().country
    return ZERO if at_home else Decimal(figure("return_label_abroad"))


def in_the_end(ret: Return, accepted: Sequence[ReturnPiece]) -> Amounts:
    """What goes back for the pieces that were accepted (or lost); never less than she was shown for them."""
    fee = not ret.fault and ret.kind == Return.Kind.RETURN
    shipping = ZERO if ret.fault else _way_back(ret)
    return amounts(ret.order, [piece.line for piece in accepted], fee=fee, return_shipping=shipping)


def nothing(why: str) -> Amounts:
    """Nothing goes back, and why, for staff."""
    return Amounts(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, Split((), "chosen", rule=why))


def at_most(found: Amounts, free: Decimal) -> Amounts:
    """As reckoned, but no more than `free` USD, which is less: her bank has given her the rest. Each part alike."""
    split, _ = cut(found.split, free)
    price = split.total - split.tax + found.fee + found.return_shipping
    return replace(found, price=price, tax=split.tax, split=replace(split, rule=_also(split.rule)))


def _also(rule: str) -> str:
    return f"{rule[: RULE_LENGTH - len(LESS) - 1]} {LESS}".strip()


def is_less(frozen: ReturnAmounts) -> bool:
    """Whether her bank had given back some of it before it was reckoned."""
    return frozen.rule.endswith(LESS)


def freeze(ret: Return, kind: ReturnAmounts.Kind, found: Amounts) -> ReturnAmounts:
    """Write the sums down; the database lets nobody change them."""
    names = ("price", "tax", "fee", "return_shipping", "duties", "import_tax", "total")
    sums = {name: getattr(found, name) for name in names}
    return ReturnAmounts.objects.create(ret=ret, kind=kind, rule=found.rule, **sums)


def rows_of(found: Amounts | ReturnAmounts) -> list[tuple[str, Decimal]]:
    """The rows of sums that are reckoned now, or that were frozen."""
    # Where a state's rule keeps the tax on the fee, less goes back than her bill shows beside the piece.
    lowered = found.fee and found.rule.startswith(RefundRule.FeeKept.PART_REFUNDED.label)
    rows = [
        ("Price, less what your bank gave back" if found.rule.endswith(LESS) else "Price", found.price),
        ("Sales tax on it, less the fee’s part" if lowered else "Sales tax on it", found.tax),
        ("Return and restocking fee", -found.fee),
        ("Prepaid label from abroad", -found.return_shipping),
    ]
    return [(label, amount) for label, amount in rows if amount]


def _way_back(ret: Return) -> Decimal:
    """What the label cost us, at most what she was shown; nothing where she sent it herself."""
    if ret.label is None or ret.label.cost is None:
        return ZERO
    return min(ret.label.cost, ret.shown.return_shipping)


def _customs(order: Order, pks: set[int]) -> tuple[Decimal, Decimal]:
    charges = [charge for charge in order.border_charges.all() if charge.line_id in pks]
    tax = sum((charge.amount for charge in charges if charge.kind == ChargeKind.TAX), ZERO)
    return sum((charge.amount for charge in charges), ZERO) - tax, tax
