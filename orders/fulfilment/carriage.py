"""A shipment as the carrier gateway sees it: who sends what to whom, insured and declared."""

from decimal import Decimal
from typing import Any

from django.conf import settings

from logistics.gateway import Address, Customs, Dispatch, Parcel, office
from orders.fulfilment import goods
from orders.fulfilment.models import Shipment
from orders.fulfilment.states import ShipmentRefused
from orders.tax.border.local import as_known

# 15 CFR 30.37(a): an export from the United States of more than this under one code is filed with AES first;
# 30.36: not to Canada.
FILED_ABOVE = Decimal(2500)
SMALL, TO_CANADA = "NOEEI 30.37(a)", "NOEEI 30.36"
# Inside the United States, and yet the Postal Service asks for a customs form (its Publication 52).
CUSTOMS_STATES = {"AA", "AE", "AP", "AS", "FM", "GU", "MH", "MP", "PW"}


def crosses(shipment: Shipment) -> bool:
    """Whether the parcel is declared to customs on its way."""
    to = shipment.order.shipping_address
    return as_known(shipment.origin) != as_known(to.country_id) or to.state in CUSTOMS_STATES


def needs_filing(shipment: Shipment) -> bool:
    """Whether the number of an export filing is needed before the parcel may leave the United States.

    Raises ShipmentRefused for a piece that can't be declared.
    """
    to = shipment.order.shipping_address
    if not crosses(shipment) or shipment.origin != "US" or to.country_id == "CA":
        return False
    return goods.most_of_one_code(goods.declared(shipment, 0)) > FILED_ABOVE


def dispatch_of(shipment: Shipment, box: Parcel, filing: str = "") -> Dispatch:
    """The shipment in this box: insured for the sale price, signed for as was frozen with the order.

    Raises ShipmentRefused where something that customs ask for is missing.
    """
    return Dispatch(
        reference=shipment.number,
        sender=sender_of(shipment),
        recipient=recipient_of(shipment.order),
        parcel=box,
        insured_for=shipment.insured_for,
        signature=shipment.signature,
        customs=_customs(shipment, box, filing) if crosses(shipment) else None,
    )


def from_office(shipment: Shipment) -> bool:
    """Whether we send it ourselves; else whoever holds the piece buys the label where it is."""
    return shipment.origin == office().country


def sender_of(shipment: Shipment) -> Address:
    """Our office, or the place abroad where the piece is."""
    if from_office(shipment):
        return office()
    return Address("Portero", "", shipment.origin_city, shipment.origin)


def recipient_of(order: Any) -> Address:
    """Where the buyer wants it; Oscar's line4 is the city. To carriers Puerto Rico is a state."""
    to = order.shipping_address
    puerto_rico = to.country_id == "PR"
    return Address(
        name=f"{to.first_name} {to.last_name}".strip(),
        street1=to.line1,
        street2=", ".join(filter(None, [to.line2, to.line3])),
        city=to.line4,
        state="PR" if puerto_rico else to.state,
        postcode=to.postcode,
        country="US" if puerto_rico else to.country_id,
        phone=order.contact.phone,
        email=order.contact.email,
    )


def _customs(shipment: Shipment, box: Parcel, filing: str) -> Customs:
    items = goods.declared(shipment, box.grams)
    if not filing and needs_filing(shipment):
        raise ShipmentRefused(
            f"Goods above ${FILED_ABOVE:,} under one code leave the country only with an export filing: "
            "type its number (AES ITN)."
        )
    return Customs(
        items=items,
        filing=filing or _exempt(shipment),
        signer=settings.CUSTOMS_SIGNER,
        invoice=shipment.number,
    )


def _exempt(shipment: Shipment) -> str:
    """Why nothing is filed with the United States; what leaves another country never is."""
    if shipment.origin != "US":
        return ""
    return TO_CANADA if shipment.order.shipping_address.country_id == "CA" else SMALL
