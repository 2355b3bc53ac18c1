"""The sale that a claim is about, as its page shows it: order, parcel, tag, certificate, how it was described then."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from authentication.certificates.standing import standing_of
from orders.fulfilment.models import Shipment
from orders.promise.desk.as_sold import AsSold, as_sold
from orders.promise.models import Claim


@dataclass(frozen=True)
class Sale:
    """`price` in USD before tax; `standing` is how the certificate of that day stands now, in a word."""

    order: Any
    shipment: Shipment
    price: Decimal
    tag: str
    sold: AsSold
    standing: str


def sale_of(claim: Claim) -> Sale:
    """Of a claim that came with order, line, item and its shipment line with parcel and tag. Five queries at most."""
    sold = as_sold(claim.item, claim.order.date_placed)
    packed = getattr(claim.shipment_line, "packed", None)
    return Sale(
        order=claim.order,
        shipment=claim.shipment_line.shipment,
        price=claim.line.line_price_excl_tax,
        tag=packed.security_tag if packed else "",
        sold=sold,
        standing=str(standing_of(sold.version.certificate).label) if sold.version else "",
    )
