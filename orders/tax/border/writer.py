"""Stores what an order is charged for crossing a border; the rows are never changed again."""

from orders import lifecycle
from orders.order.models import Order
from orders.tax.border.models import BorderCharge
from orders.tax.border.values import LandedCost
from orders.tax.destination import Destination
from portero.core.rows import Writer

FALLBACK = "The landed cost provider did not answer; duties and import tax are from our own tables."


class NoFigures(Exception):
    """There are no duty and tax figures for the destination: such an order can't be placed."""


def add(rows: Writer, order: Order, cost: LandedCost, to: Destination) -> None:
    """Add the charges of an order to its placement's rows. Raises NoFigures."""
    if not cost.known:
        raise NoFigures(to.country)
    if cost.flagged:
        lifecycle.append(order, "landed_cost_fallback", public=False, reason=FALLBACK, rows=rows)
    lines = {line.upc: line for line in order.lines.all()} if cost.charges else {}
    for charge in cost.charges:
        rows.add(
            BorderCharge(
                order=order,
                line=lines[charge.number],
                kind=charge.kind,
                name=charge.name,
                code=charge.code,
                made_in=charge.made_in,
                origin=charge.origin,
                country=to.country,
                region=to.state,
                percent=charge.percent,
                base=charge.base,
                amount=charge.amount,
                source=charge.source,
                provider=cost.provider,
                reference=charge.reference,
                guaranteed=cost.guaranteed,
                valid_until=cost.valid_until,
                flagged=cost.flagged,
            )
        )
