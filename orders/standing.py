"""Where an order stands, in the words under its title: its state, unless its parcels tell otherwise."""

from collections.abc import Iterable

from orders.fulfilment.models import Shipment, ShipmentState
from orders.order.models import Order
from orders.states import OrderState
from portero.core.words import number

BACK, AGAIN = "back with us, undelivered", "to be sent again"


def in_words(order: Order, shipments: Iterable[Shipment]) -> str:
    """`Shipped`; of what came back undelivered, that it did: it moves no order backwards, but isn't on its way."""
    label = str(OrderState(order.status).label)
    if order.status != OrderState.SHIPPED:
        return label
    left = [shipment for shipment in shipments if shipment.state != ShipmentState.CANCELLED]
    found = [
        (words, sum(shipment.state == state for shipment in left))
        for words, state in ((BACK, ShipmentState.BACK), (AGAIN, ShipmentState.PACKED))
    ]
    for words, count in found:
        if count == len(left) > 0:
            return words.capitalize()
    told = [_of_parcels(count, words) for words, count in found if count]
    return ". ".join(told if sum(count for _, count in found) == len(left) else [label, *told])


def _of_parcels(count: int, words: str) -> str:
    """`One parcel back with us`."""
    return f"{number(count).capitalize()} parcel{'' if count == 1 else 's'} {words}"
