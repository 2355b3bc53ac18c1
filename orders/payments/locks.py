"""Row locks on payments; the order's row is locked first (docs/locking.md)."""

from orders.locks import lock_order
from orders.order.models import Order
from orders.payments.models import IncomingWire, Payment


def lock_payment(pk: int) -> tuple[Order, Payment]:
    """The order and then the payment, both fresh and locked. Raises Payment.DoesNotExist."""
    order_pk = Payment.objects.values_list("order_id", flat=True).get(pk=pk)
    order = lock_order(order_pk)
    return order, Payment.objects.select_for_update(of=("self",)).get(pk=pk)


def lock_wire(pk: int) -> IncomingWire:
    """The wire, locked; after the payment it belongs or is to belong to. Raises IncomingWire.DoesNotExist."""
    return IncomingWire.objects.select_for_update(of=("self",)).get(pk=pk)
