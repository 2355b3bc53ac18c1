"""The ship-by clock: when it starts, when it ends, and what rings on the way."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from orders.fulfilment.locks import lock_shipments
from orders.fulfilment.models import Reminder, Shipment, ShipmentState
from orders.fulfilment.states import move
from orders.order.models import Order
from portero.core.figures import figure
from portero.core.rows import AT_ONCE, Writer

REMINDERS = {
    Reminder.Kind.FIRST: "ship_by_reminder_hours",
    Reminder.Kind.SECOND: "ship_by_second_reminder_hours",
}


class Ring(NamedTuple):
    """Something that is due at a moment: a reminder, or (without one) the breach."""

    at: datetime
    reminder: Reminder.Kind | None


def start(order: Order, at: datetime, rows: Writer = AT_ONCE) -> list[Shipment]:
    """Payment is confirmed: every waiting shipment may be packed and its clock runs from `at`.

    Called inside the transaction that confirms, after the order is locked. A shipment that runs already
    is left alone, so a second confirmation moves no deadline. Returns all of the order's, by primary key.
    """
    ship_by = deadline(at)
    first = next(rings(at, ship_by))
    shipments = lock_shipments(order)
    for shipment in shipments:
        if shipment.state == ShipmentState.WAITING:
            times = {"confirmed_at": at, "ship_by": ship_by, "alarm_at": first.at}
            move(shipment, ShipmentState.TO_PACK, rows=rows, **times)
    return shipments


def deadline(at: datetime) -> datetime:
    """The ship-by of an order confirmed at `at`: the elapsed hours of the figure `ship_by_hours`.

    Counted in UTC, so that a change of daylight saving time neither gives nor takes an hour.
    """
    return _later(at, "ship_by_hours")


def rings(confirmed_at: datetime, ship_by: datetime) -> Iterator[Ring]:
    """What rings between confirmation and ship-by, in order; the breach is always last.

    A reminder that the figures put at or after the deadline is left out: it could remind of nothing.
    """
    reminders = (Ring(_later(confirmed_at, name), kind) for kind, name in REMINDERS.items())
    yield from sorted(ring for ring in reminders if ring.at < ship_by)
    yield Ring(ship_by, None)


def rings_left(shipment: Shipment, rung: Iterable[str]) -> list[Ring]:
    """What hasn't rung yet for a shipment whose clock runs; `rung` are the kinds of its reminders."""
    if shipment.confirmed_at is None or shipment.ship_by is None:
        raise ValueError(f"The clock of {shipment.number} isn't running.")
    done = set(rung)
    return [r for r in rings(shipment.confirmed_at, shipment.ship_by) if r.reminder not in done]


def _later(at: datetime, hours: str) -> datetime:
    return at.astimezone(UTC) + timedelta(hours=int(figure(hours)))
