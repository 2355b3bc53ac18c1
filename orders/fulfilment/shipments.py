"""The shipments of a new order: one per place its pieces leave from, waiting for the payment."""

from orders.fulfilment.models import Shipment, ShipmentLine
from orders.order.models import Order
from orders.quote import Quote, ShipmentQuote
from portero.core.rows import Together


def add(rows: Together, order: Order, quote: Quote) -> None:
    """Add the shipments that the quote promised to the placement's rows."""
    lines = {line.upc: line for line in order.lines.all()}
    for n, part in enumerate(quote.shipments, start=1):
        shipment = _shipment(order, n, part, signature=quote.signature)
        rows.add(shipment, named=True)
        for item in part.items:
            rows.add(ShipmentLine(shipment=shipment, line=lines[item.number], item=item))


def _shipment(order: Order, n: int, part: ShipmentQuote, *, signature: bool) -> Shipment:
    return Shipment(
        order=order,
        number=f"{order.number}-{n}",
        origin=part.origin,
        origin_city=part.origin_city,
        carrier=part.option.carrier,
        service=part.option.service,
        days_min=part.offer.days_min,
        days_max=part.offer.days_max,
        charge=part.charge,
        insured_for=part.insured_for,
        signature=signature,
        ships_on=part.ships_on,
    )
