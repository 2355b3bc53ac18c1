"""The papers of a shipment: facts of the order for the templates of logistics."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from logistics import documents
from logistics.documents import Invoice, InvoiceItem, Slip, SlipPiece
from logistics.gateway import Address
from logistics.models import Label
from orders.delivery.gifts import wrapping_of
from orders.fulfilment.carriage import recipient_of
from orders.fulfilment.models import Shipment, ShipmentLine
from orders.fulfilment.states import ShipmentRefused
from portero.core.figures import figure


def packing_slip(shipment: Shipment) -> bytes:
    """The slip for the box as PDF. A gift's names no prices; its note goes with the first parcel."""
    wrapping = wrapping_of(shipment)
    lines = shipment.lines.select_related("line", "packed", "item__designer").order_by("line")
    slip = Slip(
        number=shipment.number,
        order=shipment.order.number,
        on=timezone.localdate(shipment.packed_at) if shipment.packed_at else timezone.localdate(),
        recipient=recipient_of(shipment.order),
        carrier=f"{shipment.carrier} {shipment.service}",
        pieces=tuple(_piece(line, shipment, gift=wrapping.gift) for line in lines),
        gift=wrapping.gift,
        note=wrapping.note,
        return_days=int(figure("return_days")),
        care=f"{settings.CARE_EMAIL}, {settings.CARE_PHONE}",
    )
    return documents.packing_slip(slip)


def gift_card(shipment: Shipment) -> bytes:
    """The card of a gift as PDF. Raises ShipmentRefused for a parcel in which none lies."""
    note = wrapping_of(shipment).note
    if not note:
        raise ShipmentRefused("No card lies in this parcel.")
    return documents.gift_card(note)


def commercial_invoice(shipment: Shipment, label: Label | None) -> bytes:
    """The invoice for customs as PDF: what was declared when the label was bought.

    Raises ShipmentRefused without a label, or for a parcel that crosses no border.
    """
    asked = label.quotation.dispatch if label is not None and label.quotation else {}
    customs = asked.get("customs")
    if label is None or not customs:
        raise ShipmentRefused(
            "The commercial invoice comes with the label of a parcel that crosses a border."
        )
    invoice = Invoice(
        number=shipment.number,
        order=shipment.order.number,
        on=timezone.localdate(label.bought_at),
        shipper=Address(**asked["sender"]),
        consignee=Address(**asked["recipient"]),
        items=tuple(_declared(row, n) for n, row in zip(_numbers(shipment), customs["items"], strict=True)),
        freight=shipment.charge,
        insurance=Decimal("0.00"),
        carrier=f"{label.carrier} {label.service}".strip(),
        tracking_number=label.tracking_number,
        filing=customs["filing"],
        signer=customs["signer"],
        gross_grams=asked["parcel"]["grams"],
        incoterm=customs["incoterm"],
    )
    return documents.commercial_invoice(invoice)


def _piece(line: ShipmentLine, shipment: Shipment, *, gift: bool) -> SlipPiece:
    item = line.item
    return SlipPiece(
        number=item.number,
        name=f"{item.designer.name} {item.title}",
        detail=item.get_grade_display(),
        security_tag=line.packed.security_tag if hasattr(line, "packed") else "",
        price=None if gift else line.line.line_price_excl_tax,
    )


def _numbers(shipment: Shipment) -> list[str]:
    return list(shipment.lines.values_list("item__number", flat=True))


def _declared(row: dict[str, Any], number: str) -> InvoiceItem:
    return InvoiceItem(
        description=row["description"],
        number=number,
        hs_code=row["hs_code"],
        made_in=row["made_in"],
        quantity=row["quantity"],
        grams=row["grams"],
        value=Decimal(row["value"]) / row["quantity"],
    )
