"""What the bench has to know of a gift: whether this parcel is wrapped, and the note to write by hand."""

from dataclasses import dataclass

from orders.fulfilment.models import Shipment, ShipmentState


@dataclass(frozen=True)
class Wrapping:
    """Tissue and ribbon or not, and the words for the card; an empty note means that no card lies in this parcel."""

    gift: bool
    note: str = ""


def wrapping_of(shipment: Shipment) -> Wrapping:
    """Every parcel of a gift is wrapped; the one card lies in the order's first that isn't cancelled."""
    contact = shipment.order.contact
    return Wrapping(contact.gift, contact.gift_note if contact.gift_note and _is_first(shipment) else "")


def _is_first(shipment: Shipment) -> bool:
    before = shipment.order.shipments.filter(pk__lt=shipment.pk)
    return not before.exclude(state=ShipmentState.CANCELLED).exists()
