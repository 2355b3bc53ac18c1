"""Refunds that were asked for and haven't gone out, while the buyer's bank takes the same money back itself.

Whichever comes first, refund or dispute: what is disputed doesn't go out. The refund fails with the reason, staff
see it in their queue, and can try it again once the dispute is won.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from orders.locks import lock_orders
from orders.payments.calls import UNANSWERED, NotSent
from orders.payments.disputes.freeze import disputed, frozen_problem
from orders.payments.locks import lock_refund
from orders.payments.models import GatewayCall, Payment, Refund, RefundState
from orders.payments.origin import gone_from, refunds_at, sent_by
from orders.payments.refunds import booking

UNSENT = (RefundState.TO_APPROVE, RefundState.TO_PAY, RefundState.READY)


def hold_back_all(payment: Payment) -> None:
    """As `hold_back`, for a payment whose order is locked, in every order that its money has paid since by a credit.

    Those are newer, and are locked in their order before anything is decided: one of their refunds may be going out.
    """
    if disputed(payment):
        waiting = _unsent(payment, None).values_list("payment__order", flat=True)
        hold_back(payment, {order.pk for order in lock_orders({payment.order_id, *waiting})})


def hold_back(payment: Payment, orders: Collection[int], *, not_there: Refund | None = None) -> None:
    """Fail what of a payment's unsent refunds is more than its disputes leave, the latest first.

    Only those of `orders`, by their keys, which the caller has locked; another's is judged in its turn (`check`). One
    that may be with the provider stays, unless the provider has said that it is `not_there`.
    """
    frozen = disputed(payment)
    if not frozen:
        return
    over = gone_from(payment) + frozen - payment.captured_amount
    for refund in _unsent(payment, not_there).select_related("payment"):
        if over <= 0:
            return
        if refund.payment and refund.payment.order_id in orders:
            booking.failed(refund.pk, frozen_problem(payment), again=False)
        over -= refund.amount


def check(refund: Refund) -> None:
    """Just before it goes out. Raises NotSent if it was held back."""
    with transaction.atomic():
        locked = lock_refund(refund.pk)
        if (payment := sent_by(locked)) is not None and locked.payment is not None:
            hold_back(payment, {locked.payment.order_id}, not_there=locked)
        locked.refresh_from_db(fields=["state"])
    # Outside: raised in there, it would undo what was held back.
    if locked.state != RefundState.READY:
        raise NotSent("It was held back before it went out.")


def _unsent(payment: Payment, not_there: Refund | None) -> QuerySet[Refund]:
    sent = GatewayCall.objects.filter(refund=OuterRef("pk"), outcome__in=UNANSWERED)
    waiting = refunds_at(payment).filter(state__in=UNSENT)
    sure = waiting.filter(~Exists(sent))
    return (sure | waiting.filter(pk=not_there.pk) if not_there else sure).order_by("-pk")
