"""What a buyer reads of money on its way back to her: how much, to where, and when."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from orders.order.models import Order
from orders.payments.models import Method, Payment, PaymentState, Refund, RefundState
from orders.payments.words import form_of


@dataclass(frozen=True)
class Back:
    """A sum in USD that goes back, or has gone back, to `form`.

    `stray`: it arrived for nothing (too late, or after another payment). `voided`: it was taken back before it
    settled, so that her statement never shows it. `failed`: we bring it back another way and write to her.
    """

    amount: Decimal
    form: str
    asked_at: datetime
    done_at: datetime | None
    stray: bool
    voided: bool
    failed: bool
    wire: bool


def of_order(order: Order) -> list[Back]:
    """Every refund of an order's payments, oldest first; money that arrived for nothing also before it is asked."""
    payments = order.payments.filter(captured_amount__gt=0).prefetch_related("refunds").order_by("attempt")
    return [back for payment in payments for back in _of_payment(payment)]


def arrived(order: Order) -> bool:
    """Whether any money of this order ever reached us: then no page may say that nothing was charged."""
    return order.payments.filter(captured_amount__gt=0).exists()


def _of_payment(payment: Payment) -> list[Back]:
    refunds = sorted(payment.refunds.all(), key=lambda refund: refund.pk)
    retried = any(refund.state != RefundState.FAILED for refund in refunds)
    told = [r for r in refunds if r.state != RefundState.FAILED or not retried]
    if not told and payment.state == PaymentState.STRAY:
        return [_back(payment, None)]
    return [_back(payment, refund) for refund in told]


def _back(payment: Payment, refund: Refund | None) -> Back:
    return Back(
        amount=refund.amount if refund else payment.captured_amount,
        form=form_of(payment),
        asked_at=refund.requested_at if refund else payment.captured_at or payment.created_at,
        done_at=refund.done_at if refund else None,
        stray=payment.state == PaymentState.STRAY,
        voided=bool(refund and refund.voided),
        failed=bool(refund and refund.state == RefundState.FAILED),
        wire=payment.method == Method.WIRE,
    )
