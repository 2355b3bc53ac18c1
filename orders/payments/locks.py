"""Row locks on payments, incoming wires and refunds; the order's row is locked first (docs/locking.md)."""

from orders.locks import lock_order_of_payment
from orders.order.models import Order
from orders.payments.models import IncomingWire, Payment, Refund
from portero.core.own_words import every, only

PAYMENT = "select * from payments_payment where id = %s for update"
PAYMENTS = "select * from payments_payment where order_id = %s order by id for update"


def lock_payment(pk: int, *, seen: Order | None = None) -> tuple[Order, Payment]:
    """The order and then the payment, both fresh and locked. Raises Order.DoesNotExist.

    `seen` is that order, read before (orders.locks.lock_order).
    """
    order = lock_order_of_payment(pk, seen=seen)
    payment = only(Payment, PAYMENT, pk)
    payment.order = order
    return order, payment


def lock_payment_alone(pk: int, *, seen: Order) -> Payment:
    """The payment, locked, for who writes nothing of its order (`seen`, read before) and locks nothing after it."""
    payment = only(Payment, PAYMENT, pk)
    payment.order = seen
    return payment


def lock_attempts(pk: int, *, seen: Order | None = None) -> tuple[Order, Payment, list[Payment]]:
    """As `lock_payment`, with the order's other payments, locked too. Raises Order.DoesNotExist."""
    order = lock_order_of_payment(pk, seen=seen)
    made = lock_payments(order)
    payment = next(one for one in made if one.pk == pk)
    payment.order = order
    return order, payment, [one for one in made if one.pk != pk]


def lock_wire(pk: int) -> IncomingWire:
    """The wire, locked; after the payment it belongs or is to belong to. Raises IncomingWire.DoesNotExist."""
    return IncomingWire.objects.select_for_update(of=("self",)).get(pk=pk)


def lock_payments(order: Order) -> list[Payment]:
    """The payments of an order that the caller has locked, in the order of their primary keys."""
    return every(Payment, PAYMENTS, order.pk)


def lock_refund(pk: int) -> Refund:
    """A refund, locked after its order, payment and wire, all fresh and reachable from it.

    What the database adds up is a column of the payment or the wire: whoever writes a refund writes there too.
    Raises Refund.DoesNotExist.
    """
    seen = Refund.objects.select_related("wire").get(pk=pk)
    payment_pk = seen.payment_id or (seen.wire.payment_id if seen.wire else None)
    payment = None
    if payment_pk:
        _, payment = lock_payment(payment_pk)
    wire = lock_wire(seen.wire_id) if seen.wire_id else None
    refund = Refund.objects.select_for_update(of=("self",)).get(pk=pk)
    refund.payment, refund.wire = (payment if refund.payment_id else None), wire
    return refund
