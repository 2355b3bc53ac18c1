"""Money that no order wants, as its buyer reads of it: how much, where it goes back to, and when."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from orders.order.models import Order
from orders.payments.models import Method, Payment, PaymentState, Refund, RefundState
from orders.payments.words import form_of


@dataclass(frozen=True)
class Back:
    """A sum in USD that arrived for nothing (too late, or after another payment) and goes back to `form`.

    `voided`: it was taken back before it settled, so that her statement never shows it. `failed`: it couldn't be
    sent, and a person sees to it.
    """

    amount: Decimal
    form: str
    wire: bool
    done_at: datetime | None = None
    voided: bool = False
    failed: bool = False


def stray_of(order: Order) -> list[Back]:
    """What of an order's payments goes back because it arrived for nothing; uses prefetched payments and refunds."""
    stray = [payment for payment in order.payments.all() if payment.state == PaymentState.STRAY]
    return [_back(payment) for payment in stray]


def _back(payment: Payment) -> Back:
    refund = _latest(payment)
    return Back(
        amount=payment.captured_amount,
        form=form_of(payment),
        wire=payment.method == Method.WIRE,
        done_at=refund.done_at if refund else None,
        voided=bool(refund and refund.voided),
        failed=bool(refund and refund.state == RefundState.FAILED),
    )


def _latest(payment: Payment) -> Refund | None:
    return max(payment.refunds.all(), key=lambda refund: refund.pk, default=None)
