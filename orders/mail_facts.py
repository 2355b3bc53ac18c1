"""What a mail says about an order, put into words once for its text and its HTML; sums are in USD."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from catalog.models import Item
from catalog.photography.picture import photo_url
from orders import bill
from orders.fulfilment.models import Shipment, ShipmentLine
from orders.order.models import Order
from orders.payments.models import Payment, PaymentState
from orders.payments.words import in_words
from portero.core.money import bare, dollars
from portero.core.templatetags.shop import absolute


@dataclass(frozen=True)
class Piece:
    """A piece as a mail shows it: its name; its grade, number and where it leaves from; its certificate's page."""

    name: str
    note: str
    photo: str
    certificate: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the bill; a part belongs to the row above it and carries no dollar sign."""

    label: str
    amount: str
    part: bool = False


def pieces_of(shipments: Iterable[Shipment]) -> list[Piece]:
    """The pieces in these shipments, one query however many."""
    by_pk = {shipment.pk: shipment for shipment in shipments}
    lines = ShipmentLine.objects.filter(shipment__in=by_pk).select_related("item__designer")
    return [piece_of(line.item, by_pk[line.shipment_id]) for line in lines.order_by("shipment_id", "line_id")]


def piece_of(item: Item, shipment: Shipment, *, graded: bool = True) -> Piece:
    """A piece of a parcel, as a mail shows it; with the grade it was sold with unless `graded` is false."""
    words = [
        item.get_grade_display() if graded else "",
        item.number,
        f"From {shipment.origin_city or shipment.origin}",
    ]
    # A JPEG: mail programs read no other of its renditions; three times the width it is shown in.
    photo = absolute(photo_url(item.lead_photo, item.lead_widest, 320)) if item.lead_photo else ""
    page = absolute(reverse("certificates:show", args=[item.certificate])) if item.certificate else ""
    return Piece(f"{item.designer.name} {item.title}", ". ".join(filter(None, words)), photo, page)


def bill_of(order: Order) -> list[Row]:
    """Every sum of an order, row by row as its page shows them. Raises ValueError if they don't add up.

    A mail with a wrong sum must not leave: the task that writes it fails loudly instead.
    """
    return [
        Row(row.label, bare(row.amount) if row.part else dollars(row.amount, cents=True), row.part)
        for row in bill.of_order(order)
    ]


def paid_by(order: Order) -> str:
    """`Paid by Visa ending 4417`, as far as the provider told us."""
    paid = in_words(Payment.objects.filter(order=order, state=PaymentState.CAPTURED))
    return f"Paid by {paid}" if paid else "Paid"


def total_of(order: Order) -> str:
    """What the order costs, with cents: `$13,633.50`."""
    return dollars(order.total_incl_tax, cents=True)
