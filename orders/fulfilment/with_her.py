"""Whether what is in a parcel left for its buyer and may be with her: only that can come back, or be claimed."""

from django.db.models import Exists, OuterRef

from orders.fulfilment.models import Astray, Shipment, ShipmentState

LEFT = frozenset({ShipmentState.SHIPPED, ShipmentState.DELIVERED})
STILL_HERE = "It hasn’t left us yet."
AGAIN = "It came back to us undelivered, and hasn’t left us again yet."
BACK = "It came back to us undelivered: it is sent again, or refunded."
RETURNING = "The carrier couldn’t deliver it and brings it back to us."


def turned_round(shipment: str = "shipment") -> Exists:
    """Of a `ShipmentLine` (or by the path to its parcel): whether the carrier brings its parcel back to us."""
    open_ones = Astray.objects.filter(kind=Astray.Kind.RETURNING, closed_at__isnull=True)
    return Exists(open_ones.filter(shipment=OuterRef(shipment)))


def why_not_with_her(shipment: Shipment, *, turned: bool = False) -> str:
    """In a sentence that she reads, why she hasn't what this parcel holds; empty if it may be with her.

    `turned` is what `turned_round` says.
    """
    match shipment.state:
        case ShipmentState.DELIVERED:
            return ""
        case ShipmentState.SHIPPED:
            return RETURNING if turned else ""
        case ShipmentState.BACK:
            return BACK
        case _:
            return AGAIN if shipment.back_times else STILL_HERE
