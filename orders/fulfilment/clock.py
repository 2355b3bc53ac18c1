"""The ship-by clock: when it starts, when it ends, and what rings on the way."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from orders.fulfilment.locks import lock_shipments
from orders.fulfilment.models import Pause, Reminder, Shipment, ShipmentState
from orders.fulfilment.states import move
from orders.order.models import Order
from portero.core import running
from portero.core.figures import Figures, figures_in_force
from portero.core.rows import AT_ONCE, Writer
from portero.core.running import Span

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
    is left alone, so a second confirmation moves no deadline; a preorder's stands until it arrives.
    Returns all of the order's, by primary key.
    """
    ship_by = deadline(at)
    first = next(rings(at, ship_by))
    shipments = lock_shipments(order)
    for shipment in shipments:
        if shipment.state == ShipmentState.WAITING and shipment.ships_on is not None:
            move(shipment, ShipmentState.TO_PACK, rows=rows, confirmed_at=at)
            rows.add(_until_it_arrives(shipment, at))
        elif shipment.state == ShipmentState.WAITING:
            times = {"confirmed_at": at, "ship_by": ship_by, "alarm_at": first.at}
            move(shipment, ShipmentState.TO_PACK, rows=rows, **times)
    return shipments


def _until_it_arrives(shipment: Shipment, at: datetime) -> Pause:
    return Pause(
        shipment=shipment, kind=Pause.Kind.PREORDER, began_at=at, why="It is announced, not in hand."
    )


def deadline(at: datetime) -> datetime:
    """The ship-by of an order confirmed at `at`, in elapsed or business hours as the figures say."""
    return running.leaves_by(at, figures_in_force())


def run_on(shipment: Shipment) -> None:
    """The last pause of a locked shipment has ended: its ship-by and next alarm are counted anew, without them."""
    if shipment.confirmed_at is None:
        raise ValueError(f"The clock of {shipment.number} never ran.")
    pauses = pauses_of(shipment)
    figures = figures_in_force()
    shipment.ship_by = _later(shipment.confirmed_at, "ship_by_hours", figures, pauses)
    rung = set(shipment.reminders.values_list("kind", flat=True))
    left = [] if shipment.ship_by is None else rings_left(shipment, rung)
    shipment.alarm_at = left[0].at if left else None
    shipment.save(update_fields=["ship_by", "alarm_at"])


def start_again(shipment: Shipment, at: datetime) -> dict[str, datetime]:
    """The times of a parcel that came back and is to leave once more: a promise of its own, counted from `at`."""
    ship_by = deadline(at)
    rung = set(shipment.reminders.values_list("kind", flat=True))
    first = next(ring for ring in rings(at, ship_by) if ring.reminder not in rung)
    return {"confirmed_at": at, "ship_by": ship_by, "alarm_at": first.at}


def pauses_of(shipment: Shipment) -> list[Span]:
    """The times in which its clock stood."""
    return [pause.span for pause in shipment.pauses.all()]


def rings(confirmed_at: datetime, ship_by: datetime, pauses: Sequence[Span] = ()) -> Iterator[Ring]:
    """What rings between confirmation and ship-by, in order; the breach is always last.

    A reminder that the figures put at or after the deadline is left out: it could remind of nothing.
    """
    figures = figures_in_force()
    timed = ((_later(confirmed_at, name, figures, pauses), kind) for kind, name in REMINDERS.items())
    yield from sorted(Ring(at, kind) for at, kind in timed if at is not None and at < ship_by)
    yield Ring(ship_by, None)


def rings_left(shipment: Shipment, rung: Iterable[str]) -> list[Ring]:
    """What hasn't rung yet for a shipment whose clock runs; `rung` are the kinds of its reminders."""
    if shipment.confirmed_at is None or shipment.ship_by is None:
        raise ValueError(f"The clock of {shipment.number} isn't running.")
    done, pauses = set(rung), pauses_of(shipment)
    found = rings(shipment.confirmed_at, shipment.ship_by, pauses)
    return [ring for ring in found if ring.reminder not in done]


def _later(at: datetime, hours: str, figures: Figures, pauses: Sequence[Span]) -> datetime | None:
    return running.after(at, timedelta(hours=int(figures[hours])), figures, pauses)
