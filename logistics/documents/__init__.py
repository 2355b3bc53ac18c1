"""Papers of a parcel: packing slip, commercial invoice, and the address label of labels bought by hand."""

from logistics.documents.facts import Invoice, InvoiceItem, Slip, SlipPiece
from logistics.documents.papers import address_label, commercial_invoice, gift_card, packing_slip

__all__ = [
    "Invoice",
    "InvoiceItem",
    "Slip",
    "SlipPiece",
    "address_label",
    "commercial_invoice",
    "gift_card",
    "packing_slip",
]
