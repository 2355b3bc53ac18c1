"""Credits: what a return comes to pays another order of the same buyer (an exchange; docs/decisions/0029).

A credit has two ends. On the order of the return it is a refund, with its split, which reverses tax and price; on
the other order it is a payment. It is set aside until the other order is paid in full, and both ends are then done
in one transaction; if that comes to nothing, the refund goes back to the form of payment like any other.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from orders.books.splits import Split
from orders.locks import lock_orders
from orders.order.models import Order
from orders.payments import projection
from orders.payments.credited import PROVIDER, may_pay
from orders.payments.disputes.freeze import refund_problem
from orders.payments.locks import lock_payments
from orders.payments.models import Method, Payment, PaymentState, Refund, RefundState
from orders.payments.refunds import asking, booking
from orders.payments.refunds.states import RefundRefused, move
from orders.payments.states import append
from orders.payments.states import move as move_payment
from portero.core.rows import AT_ONCE


@transaction.atomic
def set_aside(
    payment: Payment,
    amount: Decimal,
    order: Order,
    *,
    reason: str,
    split: Split,
    told: dict[str, str],
    rest_of: Refund | None = None,
) -> Payment:
    """Of a captured payment of another order, whose order is locked, let `amount` USD pay `order`; returns the credit.

    `split` is of what it consists there; `told` names the return and the order it comes from; `rest_of` is the refund
    that it was asked for with. Raises RefundRefused
    for money that is disputed, and IntegrityError where more would leave the payment than was captured.
    """
    if problem := refund_problem(payment, amount):
        raise RefundRefused(problem)
    facts: dict[str, Any] = {"payment": payment, "amount": amount, "rest_of": rest_of}
    source = asking.create(reason, None, state=RefundState.READY, **facts)
    asking.split_up(source, payment, split)
    append(payment, "credit_set_aside", refund=source.pk, amount=str(amount), order=order.number)
    credit = Payment(
        order=order,
        attempt=order.payments.count() + 1,
        provider=PROVIDER,
        method=Method.CREDIT,
        amount=amount,
        currency=payment.currency,
        source=source,
        state=PaymentState.RESERVED,
        details=told,
    )
    AT_ONCE.add(credit)
    append(credit, "set_aside", refund=source.pk, amount=str(amount))
    return credit


def lock_sources(order: Order) -> None:
    """Lock the orders that credits of this one come from: older orders are locked before newer ones."""
    if may_pay(order):
        sources = Payment.objects.filter(order=order, source__isnull=False)
        lock_orders(pk for pk in sources.values_list("source__payment__order", flat=True) if pk)


def use(payments: Iterable[Payment], order: Order, *, at: datetime) -> None:
    """The order is paid in full: what was set aside for it is done, at both ends. All orders of it are locked."""
    for credit in payments:
        credit.order = order
        if credit.state != PaymentState.RESERVED or credit.source is None:
            continue
        move_payment(credit, PaymentState.CAPTURED, facts={"amount": str(credit.amount)})
        credit.captured_at = credit.authorised_at = at
        credit.captured_amount = credit.amount
        credit.save(update_fields=["state", "captured_at", "authorised_at", "captured_amount"])
        projection.write(credit, new=True, refunded=False)
        source = credit.source
        move(source, RefundState.DONE, done_at=at, problem="")
        booking.tell(source, _payment_of(credit), to_order=credit.order.number)


def let_go(order: Order) -> Refund | None:
    """A locked order comes to nothing: what was set aside for it goes back to the form of payment.

    Returns the refund, the first of them if there are several; None where nothing was set aside.
    """
    found = lock_payments(order) if may_pay(order) else []
    gone: list[Refund] = []
    for credit in found:
        if credit.state == PaymentState.RESERVED and credit.source is not None:
            move_payment(credit, PaymentState.CANCELLED)
            credit.save(update_fields=["state"])
            projection.write(credit)
            gone.append(asking.go_out(credit.source, _payment_of(credit)))
    return gone[0] if gone else None


def _payment_of(credit: Payment) -> Payment:
    """The payment, with its order, of which a credit's refund is."""
    source = credit.source
    if source is None or source.payment_id is None:
        raise ValueError(f"Credit {credit.pk} is of no payment.")
    return Payment.objects.select_related("order__contact").get(pk=source.payment_id)
