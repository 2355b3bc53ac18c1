"""What the carrier notes of a parcel, in the buyer's words, for her order's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from logistics.gateway import Status
from logistics.models import Label, LabelState, TrackingEvent
from orders.fulfilment.models import Shipment, ShipmentState
from orders.fulfilment.parcels import outbound

# Delivered is a step of the shipment itself; a label that exists is no news to her.
WORDS = {
    Status.IN_TRANSIT: "On its way",
    Status.OUT_FOR_DELIVERY: "Out for delivery",
    Status.AVAILABLE_FOR_PICKUP: "Ready to be picked up",
    Status.RETURN_TO_SENDER: "On its way back to us",
    Status.FAILURE: "The carrier could not deliver it",
}
MOST = 8


@dataclass(frozen=True)
class Stop:
    """One thing the carrier noted."""

    what: str
    at: datetime
    place: str


@dataclass(frozen=True)
class Journey:
    """The stops of a parcel so far, oldest first, and when the carrier expects to deliver it."""

    stops: tuple[Stop, ...]
    expected_at: datetime | None


def of(shipments: Iterable[Shipment]) -> dict[str, Journey]:
    """The journeys of those that were handed over, by shipment number; two queries however many."""
    numbers = {
        shipment.number: shipment.tracking_number
        for shipment in shipments
        if shipment.state in {ShipmentState.SHIPPED, ShipmentState.DELIVERED}
    }
    if not numbers:
        return {}
    labels = outbound().filter(reference__in=numbers, state=LabelState.BOUGHT).prefetch_related("events")
    return {
        label.reference: _journey(label)
        for label in labels
        if label.tracking_number == numbers[label.reference]
    }


def _journey(label: Label) -> Journey:
    stops: list[Stop] = []
    for event in label.events.all():
        stop = _stop(event)
        if stop is not None and (not stops or (stops[-1].what, stops[-1].place) != (stop.what, stop.place)):
            stops.append(stop)
    return Journey(tuple(stops[-MOST:]), label.expected_at)


def _stop(event: TrackingEvent) -> Stop | None:
    words = WORDS.get(Status(event.status))
    return Stop(words, event.at, event.place) if words else None
