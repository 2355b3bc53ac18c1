"""All that pieces of an order cost her: price, tax, duties, and their part of delivery and charges. Sums in USD."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from orders.books import splits, splitting
from orders.books.dividing import divide
from orders.books.ledger import Entry, entries_of
from orders.books.splitting import Choice, Split
from orders.order.models import Order
from orders.tax.border import rows as border_rows

ZERO = Decimal("0.00")


def of_lines(order: Order, lines: Collection[Any], *, delivery: Decimal | None = None) -> Split:
    """All that is left of these lines: of the last pieces of an order that is all that is left of everything.

    `delivery` is what theirs cost, where they travelled in a parcel of their own; else it is divided by the prices.
    Raises SplitRefused.
    """
    entries, keys = entries_of(order), frozenset(f"line-{line.pk}" for line in lines)
    if not any(entry.left for entry in entries if entry.kind == "goods" and entry.key not in keys):
        return splitting.whole(entries)
    own = {} if delivery is None else {"delivery": delivery}
    sums = _shares(order, lines, entries) | own
    left = {entry.key: entry.left for entry in entries}
    sums = {key: min(amount, left.get(key, ZERO)) for key, amount in sums.items()}
    return splits.preview(order, Choice(whole=keys, sums={key: sum_ for key, sum_ in sums.items() if sum_}))


def _shares(order: Order, lines: Collection[Any], entries: Sequence[Entry]) -> dict[str, Decimal]:
    """The lines' part of everything beside the goods: by their own duties, else by the prices."""
    goods = [entry for entry in entries if entry.kind == "goods"]
    theirs, prices = {line.pk for line in lines}, [entry.charged for entry in goods]
    duties = [border_rows.of_line(order, line) for line in lines]
    sums: dict[str, Decimal] = {}
    for entry in entries:
        if entry.kind == "border":
            sums[entry.key] = sum((one.get(entry.label, ZERO) for one in duties), ZERO)
        elif entry.kind == "charge":
            parts = zip(goods, divide(entry.charged, prices), strict=True)
            sums[entry.key] = sum((part for one, part in parts if one.line.pk in theirs), ZERO)
    return sums
