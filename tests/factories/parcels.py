"""Parcels in the situations of the bench, made by the shop's own verbs."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from orders.fulfilment.models import Astray, OutboundPhoto, Shipment, ShipmentLine
from orders.fulfilment.packing import Tagged, mark_packed, mark_shipped
from orders.fulfilment.shots import shots_of
from orders.order.models import Order

WEIGHT = 1400


def photographed(shipment: Shipment) -> list[ShipmentLine]:
    """Every picture of its outbound set is there (as a row); returns its lines."""
    lines = list(shipment.lines.select_related("item__category").order_by("pk"))
    for line in lines:
        for shot in shots_of(line.item):
            name = f"outbound/{line.pk}-{shot.code}.webp"
            facts = {"file": name, "sha256": "0" * 64, "width": 800, "height": 1000}
            OutboundPhoto.objects.get_or_create(line=line, shot=shot.code, defaults=facts)
    return lines


def tagged(lines: list[ShipmentLine], tag: str) -> dict[int, Tagged]:
    """The first piece wears this tag, the next ones `<tag>/2` and so on; all that was sold with them is there."""
    return {
        line.pk: Tagged(
            tag if n == 1 else f"{tag}/{n}",
            [inclusion.name for inclusion in line.item.inclusions.all() if inclusion.present],
        )
        for n, line in enumerate(lines, start=1)
    }


def pack(shipment: Shipment, actor: Any, tag: str, *, at: datetime | None = None) -> Shipment:
    """Packed with its whole set. Raises what `mark_packed` raises."""
    lines = photographed(shipment) if shipment.state == "to_pack" else []
    return mark_packed(shipment, actor, tagged(lines, tag), weight_g=WEIGHT, at=at)


def gone_astray(order: Order, packer: Any, origin: str = "US") -> Astray:
    """One parcel of a paid order has left and gone astray."""
    shipment = order.shipments.get(origin=origin)
    at = timezone.now() - timedelta(days=5)
    mark_shipped(
        pack(shipment, packer, f"T-{shipment.pk}", at=at), packer, f"9400111899223{shipment.pk:06d}", at=at
    )
    return Astray.objects.create(shipment=shipment, kind="silent", look_by=at)
