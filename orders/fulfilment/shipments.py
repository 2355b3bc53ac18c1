"""The shipments of a new order: one per place its pieces leave from, waiting for the payment."""

from orders.fulfilment.models import Shipment, ShipmentLine
from orders.order.models import Order
from orders.quote import Quote, ShipmentQuote


def create(order: Order, quote: Quote) -> list[Shipment]:
    """Write the shipments that the quote promised; call it inside the placement's transaction."""
    lines = {line.upc: line for line in order.lines.all()}
    made = []
    for n, part in enumerate(quote.shipments, start=1):
        shipment = _shipment(order, n, part, signature=quote.signature)
        ShipmentLine.objects.bulk_create(
            ShipmentLine(shipment=shipment, line=lines[item.number], item=item) for item in part.items
        )
        made.append(shipment)
    return made


def _shipment(order: Order, n: int, part: ShipmentQuote, *, signature: bool) -> Shipment:
    return Shipment.objects.create(
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
    )
