"""The claims of an order on its own page, piece by piece."""

from collections.abc import Container, Iterable

from orders.fulfilment.models import ShipmentLine, ShipmentState
from orders.order.models import Order
from orders.promise.models import Claim, RefundKind
from orders.promise.shown import words_of

GONE = frozenset({ShipmentState.SHIPPED, ShipmentState.DELIVERED})


def told(order: Order, lines: Iterable[ShipmentLine], returned: Container[int]) -> list[ShipmentLine]:
    """The pieces that have left us, each with its newest claim as `line.claim` (None without one).

    `line.stands` says in her words where that claim stands, `line.claimable` whether another may be opened. Those of
    `returned` came back or are to come back: their return tells of them, unless there was a claim. One query, two with
    a claim, and none before anything has left.
    """
    gone = [line for line in lines if line.shipment.state in GONE]
    if not gone:
        return []
    claims = Claim.objects.filter(order=order).prefetch_related("decisions")
    newest = {claim.shipment_line_id: claim for claim in claims.order_by("pk")}
    for line in gone:
        claim = newest.get(line.pk)
        line.stands = words_of(claim, list(claim.decisions.all())).headline if claim else ""  # type: ignore[attr-defined]
        answered = claim is not None and (claim.is_open or claim.refund_kind == RefundKind.FULL)
        line.claim, line.claimable = claim, not answered and line.pk not in returned  # type: ignore[attr-defined]
    return [line for line in gone if line.claim or line.claimable]  # type: ignore[attr-defined]
