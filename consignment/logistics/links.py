"""Signed links of a consignor's parcels: where she tells her address and prints her label, and her receipt."""

from consignment.models import Journey, Receipt
from portero.core.links import link_to

SEND, RECEIPT = "consignor.send", "consignor.receipt"


def send_link(journey: Journey) -> str:
    """The page of a way to us: her address while there is no label, the label after that."""
    return link_to("send:page", SEND, journey.pk)


def receipt_link(receipt: Receipt) -> str:
    """Her itemised receipt as PDF."""
    return link_to("send:receipt", RECEIPT, receipt.pk)
