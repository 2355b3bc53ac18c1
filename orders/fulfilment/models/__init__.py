"""Shipments, their deadlines, and what was recorded when they were packed and handed over."""

from orders.fulfilment.models.astray import Astray, lost_and_owed
from orders.fulfilment.models.deadlines import Breach, Pause, Reminder
from orders.fulfilment.models.handover import HandedParcel, HandOver
from orders.fulfilment.models.outbound import OutboundPhoto, PackedPiece
from orders.fulfilment.models.shipments import Shipment, ShipmentLine, ShipmentState

__all__ = [
    "Astray",
    "Breach",
    "HandOver",
    "HandedParcel",
    "OutboundPhoto",
    "PackedPiece",
    "Pause",
    "Reminder",
    "Shipment",
    "ShipmentLine",
    "ShipmentState",
    "lost_and_owed",
]
