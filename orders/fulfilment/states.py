"""The states of a shipment and what may follow each (drawn in docs/states.md); one table, one writer."""

from typing import Any

from orders.fulfilment.models import Shipment, ShipmentState
from portero.core.rows import AT_ONCE, Writer

S = ShipmentState
ALLOWED: dict[ShipmentState, frozenset[ShipmentState]] = {
    S.WAITING: frozenset({S.TO_PACK, S.CANCELLED}),
    S.TO_PACK: frozenset({S.PACKED, S.CANCELLED}),
    S.PACKED: frozenset({S.SHIPPED, S.CANCELLED}),
    S.SHIPPED: frozenset({S.DELIVERED, S.BACK}),
    # Undelivered, and here again: it is sent once more under another label, or refunded.
    S.BACK: frozenset({S.PACKED, S.CANCELLED}),
    S.DELIVERED: frozenset(),
    # A payment that arrives late takes the piece again if it is still free (domain.md, Payment).
    S.CANCELLED: frozenset({S.WAITING}),
}
CLOCK_RUNS = (S.TO_PACK, S.PACKED)
YET_TO_LEAVE = frozenset({S.WAITING, *CLOCK_RUNS})


class ShipmentRefused(Exception):
    """The shipment can't go there as it stands now; the message says why, for the person at the bench."""


def move(shipment: Shipment, to: ShipmentState, *, rows: Writer = AT_ONCE, **facts: Any) -> None:
    """Move a locked shipment to a state and write the facts that come with it.

    Raises ShipmentRefused when the table doesn't allow it; nothing is written then.
    """
    before = ShipmentState(shipment.state)
    if to not in ALLOWED[before]:
        raise ShipmentRefused(
            f"Shipment {shipment.number} is {before.label.lower()}; it can't become {to.label.lower()}."
        )
    shipment.state = to
    for name, value in facts.items():
        setattr(shipment, name, value)
    rows.change(shipment, "state", *facts)
