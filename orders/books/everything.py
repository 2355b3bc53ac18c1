"""All that pieces of an order cost her: price, tax, duties, and their part of delivery and charges. Sums in USD."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from orders.books import splits, splitting
from orders.books.dividing import divide
from orders.books.ledger import Entry, entries_of
from orders.books.splitting import Choice, Split
from orders.fulfilment.models import Shipment
from orders.order.models import Order
from orders.tax.border import rows as border_rows

ZERO = Decimal("0.00")


def of_parcel(order: Order, shipment: Shipment) -> Split:
    """All that is left of what a parcel's pieces cost, its delivery included. Raises SplitRefused."""
    lines = [line.line for line in shipment.lines.select_related("line")]
    return of_lines(order, lines, delivery=shipment.charge)


def of_lines(order: Order, lines: Collection[Any], *, delivery: Decimal | None = None) -> Split:
    """All that is left of these lines: with the last pieces of an order also all that is left of its charges.

    `delivery` is what theirs cost, where they travelled in a parcel of their own; else it is divided by the prices.
    The duties of other pieces stay with customs, also where those were returned before. Raises SplitRefused.
    """
    entries, theirs = entries_of(order), {line.pk for line in lines}
    others = [entry for entry in entries if entry.kind == "goods" and entry.line.pk not in theirs]
    if not others:
        return splitting.whole(entries)
    sums = _of_charges(entries, theirs) | ({} if delivery is None else {"delivery": delivery})
    if not any(entry.left for entry in others):
        sums = {entry.key: entry.left for entry in entries if entry.kind == "charge"}
    sums |= _of_border(order, entries, [entry.line for entry in others])
    left = {entry.key: entry.left for entry in entries}
    sums = {key: min(amount, left.get(key, ZERO)) for key, amount in sums.items()}
    keys = frozenset(f"line-{pk}" for pk in theirs)
    return splits.preview(order, Choice(whole=keys, sums={key: sum_ for key, sum_ in sums.items() if sum_}))


def _of_charges(entries: Sequence[Entry], theirs: Collection[int]) -> dict[str, Decimal]:
    """Their part of delivery, handling and gift wrap, divided by the prices."""
    goods = [entry for entry in entries if entry.kind == "goods"]
    sums: dict[str, Decimal] = {}
    for entry in entries:
        if entry.kind == "charge":
            parts = zip(goods, divide(entry.charged, [one.charged for one in goods]), strict=True)
            sums[entry.key] = sum((part for one, part in parts if one.line.pk in theirs), ZERO)
    return sums


def _of_border(order: Order, entries: Sequence[Entry], others: Sequence[Any]) -> dict[str, Decimal]:
    """What was charged at the border and is of no other piece."""
    of_others = [border_rows.of_line(order, line) for line in others]
    return {
        entry.key: entry.charged - sum((one.get(entry.label, ZERO) for one in of_others), ZERO)
        for entry in entries
        if entry.kind == "border"
    }
