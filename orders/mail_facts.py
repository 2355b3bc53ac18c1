"""What a mail says about an order, put into words once for its text and its HTML; sums are in USD."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage

from catalog.models import Item
from orders.delivery.extras import stored
from orders.fulfilment.models import Shipment, ShipmentLine
from orders.order.models import Order
from orders.payments.models import Payment, PaymentState
from orders.payments.words import form_of
from orders.tax.border import rows as border_rows
from orders.tax.models import TaxComponent
from portero.core.money import dollars

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Piece:
    """A piece as a mail shows it: name in bold, what it is, its grade, number and where it leaves from."""

    name: str
    note: str
    photo: str


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
    return [_piece(line.item, by_pk[line.shipment_id]) for line in lines.order_by("shipment_id", "line_id")]


def bill_of(order: Order, shipments: Iterable[Shipment]) -> list[Row]:
    """Every sum of an order with these shipments, in the order they add up. Raises ValueError if they don't.

    A mail with a wrong sum must not leave: the task that writes it fails loudly instead.
    """
    lines = [(line.title, line.line_price_excl_tax) for line in order.lines.order_by("pk")]
    taxes = _taxes(order)
    tax = sum(taxes.values(), ZERO)
    pieces = sum((amount for _, amount in lines), ZERO)
    extras = stored(order, pieces)
    delivery = order.shipping_excl_tax + sum((a for _, a, joins in extras if joins), ZERO)
    others = [(label, amount) for label, amount, joins in extras if not joins]
    border = border_rows.of_order(order)
    parts = pieces + sum((amount for _, amount in others), ZERO) + delivery + tax
    parts += sum((amount for _, amount in border[:1]), ZERO)
    if parts != order.total_incl_tax:
        raise ValueError(f"Order {order.number}: {parts} in parts, {order.total_incl_tax} in all.")
    return [
        *(Row(title, dollars(amount, cents=True)) for title, amount in lines),
        Row(_delivery(shipments, joined=len(others) < len(extras)), dollars(delivery, cents=True)),
        *(Row(label, dollars(amount, cents=True)) for label, amount in others),
        Row("Sales tax", dollars(tax, cents=True)),
        *(Row(name, f"{amount:,.2f}", part=True) for name, amount in taxes.items()),
        *(Row(name, dollars(amount, cents=True)) for name, amount in border[:1]),
        *(Row(name, f"{amount:,.2f}", part=True) for name, amount in border[1:]),
    ]


def paid_by(order: Order) -> str:
    """`Paid by Visa ending 4417`, as far as the provider told us."""
    payment = Payment.objects.filter(order=order, state=PaymentState.CAPTURED).first()
    return f"Paid by {form_of(payment)}" if payment else "Paid"


def total_of(order: Order) -> str:
    """What the order costs, with cents: `$13,633.50`."""
    return dollars(order.total_incl_tax, cents=True)


def _piece(item: Item, shipment: Shipment) -> Piece:
    words = [item.get_grade_display(), item.number, f"From {shipment.origin_city or shipment.origin}"]
    photo = (
        urljoin(settings.PUBLIC_URL + "/", default_storage.url(item.lead_photo)) if item.lead_photo else ""
    )
    return Piece(f"{item.designer.name} {item.title}", ". ".join(filter(None, words)), photo)


def _taxes(order: Order) -> dict[str, Decimal]:
    """The tax per jurisdiction and rate, over all pieces and the delivery."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for component in TaxComponent.objects.filter(order=order).order_by("pk"):
        sums[f"{component.jurisdiction}, {component.percent.normalize():f}%"] += component.amount
    return {name: amount for name, amount in sums.items() if amount}


def _delivery(shipments: Iterable[Shipment], *, joined: bool) -> str:
    carriers = dict.fromkeys(shipment.carrier for shipment in shipments)
    return f"Delivery{' and handling' if joined else ''}, " + " and ".join(carriers)
