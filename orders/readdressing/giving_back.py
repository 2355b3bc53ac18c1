"""Which tax goes back when an order is delivered elsewhere: by jurisdiction, from the books. Pure, in USD."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from orders.books.ledger import Entry, of_what
from orders.books.splitting import Share, Split
from orders.readdressing.pricing import ChangeRefused
from orders.tax.calculator import Component, TaxQuote

ZERO, CENT = Decimal("0.00"), Decimal("0.01")
Key = tuple[str, str, str, str, Decimal]
Owed = tuple[Decimal, Decimal]
OTHER_TAX = "Another sales tax is owed there than was charged with this order."
TAX_WENT_BACK = "Tax of this order has been given back already."
WHY = "Delivered elsewhere: no sales tax is owed for it there."


def given_back(entries: Sequence[Entry], there: TaxQuote) -> Split | None:
    """What of the tax goes back so that exactly what is owed `there` stays; None where the tax is the same.

    Each jurisdiction that taxes the new place must have taxed the old one by as much. The tax of a sale is
    rounded once and divided: a part that is a cent higher there is made up by what goes back of another.
    Raises ChangeRefused.
    """
    taxed = [entry for entry in entries if entry.kind == "tax" and entry.component is not None]
    owed = _owed(there.components)
    if not {key for key, (amount, _) in owed.items() if amount} <= {_key(entry) for entry in taxed}:
        raise ChangeRefused(OTHER_TAX)
    less = [entry.charged - owed.get(_key(entry), (ZERO, ZERO))[0] for entry in taxed]
    total = sum((entry.charged for entry in taxed), ZERO) - there.total
    if total < 0 or any(part < -CENT for part in less):
        raise ChangeRefused(OTHER_TAX)
    if not total:
        return None
    if any(entry.back for entry in taxed):
        raise ChangeRefused(TAX_WENT_BACK)
    return Split(_shares(taxed, _rounded(less, total), owed), "chosen", rule=WHY)


def _rounded(less: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """The differences that can go back, the largest of them shortened by the cents of the others."""
    parts = [max(part, ZERO) for part in less]
    largest = max(range(len(parts)), key=lambda n: parts[n])
    parts[largest] -= sum(parts, ZERO) - total
    return parts


def _shares(taxed: Sequence[Entry], parts: Sequence[Decimal], owed: Mapping[Key, Owed]) -> tuple[Share, ...]:
    shares = []
    for entry, part in zip(taxed, parts, strict=True):
        base = max(entry.base - owed.get(_key(entry), (ZERO, ZERO))[1], ZERO)
        if part:
            shares.append(Share(entry, part, base))
    return tuple(shares)


def _owed(components: Sequence[Component]) -> dict[Key, Owed]:
    """Amount and base by what they lie on and who asks for them."""
    sums: defaultdict[Key, Owed] = defaultdict(lambda: (ZERO, ZERO))
    for c in components:
        of = "shipping" if c.number is None and c.of == "price" else c.of
        key = (c.number or "", of, c.level, c.jurisdiction, c.percent)
        amount, base = sums[key]
        sums[key] = (amount + c.amount, base + c.base)
    return sums


def _key(entry: Entry) -> Key:
    c = entry.component
    if c is None:
        raise ValueError(f"{entry.key} is no tax.")
    return (entry.line.upc if entry.line else "", of_what(c), c.level, c.jurisdiction, c.percent)
