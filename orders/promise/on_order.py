"""The claims of an order on its own page, piece by piece."""

from collections.abc import Iterable

from orders.fulfilment.models import ShipmentLine, ShipmentState
from orders.order.models import Order
from orders.promise.models import Claim

GONE = frozenset({ShipmentState.SHIPPED, ShipmentState.DELIVERED})


def told(order: Order, lines: Iterable[ShipmentLine]) -> list[ShipmentLine]:
    """The pieces that have left us, each with its newest claim as `line.claim` (None without one).

    One query, and none before anything has left.
    """
    gone = [line for line in lines if line.shipment.state in GONE]
    if not gone:
        return []
    newest = {claim.shipment_line_id: claim for claim in Claim.objects.filter(order=order).order_by("pk")}
    for line in gone:
        line.claim = newest.get(line.pk)  # type: ignore[attr-defined]
    return gone
