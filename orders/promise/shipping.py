"""The way of a doubted piece as the carrier gateway sees it: from its buyer to our office, insured for its price."""

from dataclasses import replace
from decimal import Decimal

from django.conf import settings

from logistics.gateway import Customs, Dispatch, Parcel, office
from orders.fulfilment import carriage, goods
from orders.fulfilment.states import ShipmentRefused
from orders.promise.models import Claim
from orders.promise.states import ClaimRefused

# A box of our usual size, where nobody has weighed the one that left.
BOX = Parcel(2200, Decimal(42), Decimal(34), Decimal(24))


def dispatch_of(claim: Claim) -> Dispatch:
    """The parcel from its buyer to us. Raises ClaimRefused where customs ask for something that is missing."""
    box = box_of(claim)
    return Dispatch(
        reference=claim.number,
        sender=carriage.recipient_of(claim.order),
        recipient=office(),
        parcel=box,
        insured_for=claim.line.line_price_excl_tax,
        signature=True,
        customs=_customs(claim, box) if _crosses(claim) else None,
        is_return=True,
    )


def box_of(claim: Claim) -> Parcel:
    """The box that the piece travels in: as it left, where it left alone and was weighed."""
    shipment = claim.shipment_line.shipment
    alone = shipment.lines.count() == 1
    return replace(BOX, grams=shipment.weight_g) if alone and shipment.weight_g else BOX


def _crosses(claim: Claim) -> bool:
    sender, ours = carriage.recipient_of(claim.order), office()
    return sender.country != ours.country or sender.state in carriage.CUSTOMS_STATES


def _customs(claim: Claim, box: Parcel) -> Customs:
    """Goods that come back unsold: declared as such, so that no duty is owed in the United States."""
    try:
        declared = goods.declared(claim.shipment_line.shipment, box.grams, only={claim.item_id})
    except ShipmentRefused as refused:
        raise ClaimRefused(str(refused)) from None
    return Customs(
        items=declared,
        filing="",
        signer=settings.CUSTOMS_SIGNER,
        invoice=claim.number,
        contents="returned_goods",
    )
