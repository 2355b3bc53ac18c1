"""How long the clock of a parcel stood, read from the events of its order: her page asks no query more for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from orders.fulfilment.models import Pause, Shipment

ZERO = timedelta()
KINDS = ("clock_stopped", "clock_runs_on")


@dataclass(frozen=True)
class Stood:
    """The time that counts for nothing, and whether it was (in part) the wait for a preorder."""

    time: timedelta = ZERO
    for_preorder: bool = False


def stood(events: Iterable[Any], shipment: Shipment) -> Stood:
    """Of all pauses that have ended; the times of two that lapped over count once. `events` in their order."""
    began: dict[str, datetime] = {}
    if shipment.confirmed_at is not None:  # that of a preorder begins with the payment, without an event
        began[Pause.Kind.PREORDER] = shipment.confirmed_at
    spans: list[tuple[datetime, datetime]] = []
    waited = False
    for event in events:
        if event.kind not in KINDS or event.data.get("shipment") != shipment.number:
            continue
        if shipment.back_times and shipment.confirmed_at and event.at < shipment.confirmed_at:
            continue  # the clock of an earlier journey
        kind = event.data["pause"]
        if event.kind == "clock_stopped":
            began[kind] = event.at
        elif kind in began:
            spans.append((began.pop(kind), event.at))
            waited = waited or kind == Pause.Kind.PREORDER
    return Stood(_together(spans), waited)


def _together(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    total, until = ZERO, None
    for begin, end in sorted(spans):
        since = begin if until is None else max(begin, until)
        if end > since:
            total, until = total + (end - since), end
    return total
