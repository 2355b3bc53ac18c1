"""Buying the label of a parcel: under the locks of its order and itself, so that it goes where the order goes.

Whoever changes a delivery address takes the same locks: one of the two comes first, and the other sees it.
"""

from dataclasses import asdict
from typing import Any

from logistics import labels
from logistics.gateway import Dispatch, Refused
from logistics.models import Label
from orders.fulfilment import carriage
from orders.fulfilment.locks import lock_shipment
from orders.fulfilment.models import Pause, Shipment, ShipmentState
from orders.routes import gate

TO_LEAVE = {ShipmentState.TO_PACK, ShipmentState.PACKED}
OTHER_ADDRESS = "The address has changed since these rates were asked for. Ask again."
VERIFIED_FIRST = "The buyer gave another delivery address, which is verified first: no label before that."

SCANNED = "It is scanned for the driver. Take it off the list before its label is voided."


def leaves(shipment: Shipment) -> None:
    """Raises Refused for a parcel that needs no label, or none yet."""
    if shipment.state not in TO_LEAVE:
        raise Refused(f"{shipment.number} is {shipment.get_state_display().lower()}: it needs no label.")
    if shipment.pauses.filter(kind=Pause.Kind.VERIFICATION, ended_at__isnull=True).exists():
        raise Refused(VERIFIED_FIRST)
    if stopped := gate.problem_of(shipment):
        raise Refused(f"It may not leave. {stopped}")


def hold_address(shipment: Shipment, recipient: dict[str, object]) -> None:
    """Inside the transaction that writes its label: the parcel still goes to this recipient, and stays so.

    Raises Refused.
    """
    locked = lock_shipment(shipment.pk)
    leaves(locked)
    if recipient != asdict(carriage.recipient_of(locked.order)):
        raise Refused(OTHER_ADDRESS)


def void(shipment: Shipment, label: Label, *, actor: Any, reason: str) -> Label:
    """Take its label back, unless the parcel is scanned for a driver. Raises Refused, Silent as `labels.void`."""
    if shipment.handed.filter(journey=shipment.back_times, problem="").exists():
        raise Refused(SCANNED)
    return labels.void(label, actor=actor, reason=reason)


def recipient_in(dispatch: Dispatch) -> dict[str, object]:
    """The recipient of a dispatch as a quotation keeps it."""
    return asdict(dispatch.recipient)
