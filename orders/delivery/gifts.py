"""What the bench has to know of a gift: whether this parcel is wrapped, and the note to write by hand."""

from dataclasses import dataclass

from orders.fulfilment.models import Shipment


@dataclass(frozen=True)
class Wrapping:
    """Tissue and ribbon or not, and the words for the card; an empty note means that no card lies in this parcel."""

    gift: bool
    note: str = ""


def wrapping_of(shipment: Shipment) -> Wrapping:
    """Every parcel of a gift is wrapped; the one card lies in the first (number 1 of the order)."""
    contact = shipment.order.contact
    first = shipment.number == f"{shipment.order.number}-1"
    return Wrapping(contact.gift, contact.gift_note if first else "")
