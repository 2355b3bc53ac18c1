"""Row locks on shipments. The order is locked first, always: events of a shipment are rows of its order."""

from orders.fulfilment.models import Shipment
from orders.locks import lock_order
from orders.order.models import Order
from portero.core.own_words import every

SHIPMENTS = "select * from fulfilment_shipment where order_id = %s order by id for update"


def lock_shipments(order: Order) -> list[Shipment]:
    """The shipments of an order that the caller has locked, in the order of their primary keys."""
    return every(Shipment, SHIPMENTS, order.pk)


def lock_shipment(pk: int) -> Shipment:
    """A shipment, locked after its order, both fresh. Raises Shipment.DoesNotExist."""
    order = lock_order(Shipment.objects.values_list("order_id", flat=True).get(pk=pk))
    shipment = Shipment.objects.select_for_update(of=("self",)).get(pk=pk)
    shipment.order = order
    return shipment


def lock_shipment_unless_busy(pk: int) -> Shipment | None:
    """As `lock_shipment`, but None when somebody else is at it: a sweep never waits."""
    order = (
        Order.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(shipments=pk)
        .select_related("contact")
        .first()
    )
    if order is None:
        return None
    shipment = Shipment.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if shipment is not None:
        shipment.order = order
    return shipment
