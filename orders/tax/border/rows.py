"""The border's part of a bill: one sum and its parts, of a quote before the order and of the order itself.

Each row is a label and an amount in USD; the first is the sum, the others are its parts and add up to it.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from orders.order.models import Order
from orders.tax.border.models import ChargeKind
from orders.tax.border.values import LandedCost
from portero.core.words import country

Rows = list[tuple[str, Decimal]]
ZERO = Decimal("0.00")


def of_cost(cost: LandedCost) -> Rows:
    """The rows of a quote; none where no border is crossed or nothing is known of it."""
    if not cost.crosses or not cost.known:
        return []
    return _rows(cost.charges, guaranteed=cost.guaranteed)


def of_order(order: Order) -> Rows:
    """The rows of a placed order, from what was frozen with it; one query."""
    charges = list(order.border_charges.all())
    return _rows(charges, guaranteed=all(charge.guaranteed for charge in charges)) if charges else []


def of_line(order: Order, line: Any) -> dict[str, Decimal]:
    """The part of one order line in each row of its order, by the row's label; one query."""
    return _parts([charge for charge in order.border_charges.all() if charge.line_id == line.pk])


def _rows(charges: Sequence[Any], *, guaranteed: bool) -> Rows:
    label = "Duties and import tax" + (", guaranteed" if guaranteed else ", estimate")
    parts = _parts(charges)
    whole = sum(parts.values(), ZERO)
    return [(label, whole), *((name, amount) for name, amount in parts.items() if amount)]


def _parts(charges: Sequence[Any]) -> dict[str, Decimal]:
    parts: dict[str, Decimal] = {}
    for charge in charges:
        name = _name(charge)
        parts[name] = parts.get(name, ZERO) + charge.amount
    return parts


def _name(charge: Any) -> str:
    """`Duty, made in France, 10%`, `VAT, 19%`, `Customs entry by DHL`."""
    if charge.kind == ChargeKind.FEE:
        return str(charge.name)
    rate = f"{charge.percent.normalize():f}%"
    if charge.kind == ChargeKind.DUTY and charge.made_in:
        return f"{charge.name}, made in {country(charge.made_in)}, {rate}"
    return f"{charge.name}, {rate}"
