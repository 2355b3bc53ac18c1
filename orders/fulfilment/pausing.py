"""The clock of a shipment stands, and runs on: each pause is a row with its reason, and its time counts for nothing."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders import lifecycle
from orders.fulfilment import clock
from orders.fulfilment.locks import lock_shipment
from orders.fulfilment.models import Pause, Shipment, ShipmentState
from orders.fulfilment.states import ShipmentRefused

Kind = Pause.Kind


@transaction.atomic
def stop(
    shipment: Shipment, kind: Pause.Kind, *, why: str, actor: Any = None, at: datetime | None = None
) -> Shipment:
    """The clock stands from now on; returns the fresh shipment. A pause of that kind that lasts already stays.

    Raises ShipmentRefused without a reason, and for a shipment that isn't to be packed: packed, it can only leave.
    """
    if not why.strip():
        raise ShipmentRefused("Say why the clock stands.")
    locked, at = lock_shipment(shipment.pk), at or timezone.now()
    if locked.state != ShipmentState.TO_PACK:
        label = locked.get_state_display().lower()
        raise ShipmentRefused(f"Shipment {locked.number} is {label}; its clock can't stand.")
    if locked.pauses.filter(kind=kind, ended_at__isnull=True).exists():
        return locked
    Pause.objects.create(
        shipment=locked, kind=kind, began_at=at, why=why.strip()[:200], began_by=_person(actor)
    )
    locked.ship_by = locked.alarm_at = None
    locked.save(update_fields=["ship_by", "alarm_at"])
    facts: dict[str, Any] = {"actor": actor, "at": at, "reason": why.strip()[:300], "pause": kind.value}
    lifecycle.append(locked.order, "clock_stopped", public=False, shipment=locked.number, **facts)
    return locked


@transaction.atomic
def run_on(
    shipment: Shipment, kind: Pause.Kind, *, actor: Any = None, at: datetime | None = None
) -> Shipment:
    """That pause is over; the clock runs on unless another pause lasts. Returns the fresh shipment; twice is once."""
    locked, at = lock_shipment(shipment.pk), at or timezone.now()
    lasting = locked.pauses.filter(ended_at__isnull=True)
    if not lasting.filter(kind=kind).update(ended_at=at, ended_by=_person(actor)):
        return locked
    if locked.state == ShipmentState.TO_PACK and not lasting.exists():
        clock.run_on(locked)
    facts: dict[str, Any] = {"actor": actor, "at": at, "ship_by": locked.ship_by, "pause": kind.value}
    lifecycle.append(locked.order, "clock_runs_on", public=False, shipment=locked.number, **facts)
    return locked


def why_standing(shipment: Shipment) -> str:
    """Why its clock stands now, each reason a sentence; empty while it runs or has ended."""
    lasting = [pause for pause in shipment.pauses.all() if pause.ended_at is None]
    return " ".join(f"{pause.get_kind_display()}: {pause.why}" for pause in lasting)


def _person(actor: Any) -> Any:
    return actor if getattr(actor, "is_authenticated", False) else None
