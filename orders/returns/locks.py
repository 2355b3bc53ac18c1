"""Row locks on returns. The order is locked first, always: it guards its returns, their pieces and their amounts."""

from orders.locks import lock_order
from orders.order.models import Order
from orders.returns.models import Return


def lock_return(pk: int) -> Return:
    """The return, locked after its order, both fresh. Raises Return.DoesNotExist."""
    order = lock_order(Return.objects.values_list("order_id", flat=True).get(pk=pk))
    return lock_return_of(order, pk)


def lock_return_of(order: Order, pk: int) -> Return:
    """The return of an order that the caller has locked. Raises Return.DoesNotExist."""
    ret = Return.objects.select_for_update(of=("self",)).get(pk=pk, order=order)
    ret.order = order
    return ret


def lock_return_unless_busy(pk: int) -> Return | None:
    """As `lock_return`, but None when somebody else is at it: a sweep never waits."""
    free = Order.objects.select_for_update(of=("self",), skip_locked=True).filter(returns=pk)
    order = free.select_related("contact").first()
    if order is None:
        return None
    ret = Return.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if ret is not None:
        ret.order = order
    return ret
