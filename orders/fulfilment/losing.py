"""A parcel that is lost: all that it cost her goes back, at once where whoever says so may ask for it.

Else it waits for accounting, in a queue of its own: nobody has to remember it.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from orders import lifecycle, mails
from orders.books import everything
from orders.books.splitting import SplitRefused
from orders.fulfilment.models import Astray, Shipment
from orders.locks import lock_order
from orders.order.models import Order
from orders.payments.disputes.freeze import refund_problem
from orders.payments.locks import lock_payments
from orders.payments.models import Refund, RefundState
from orders.payments.refunds import spreading
from portero.core.figures import figure

PERMISSION = "payments.add_refund"
REASON = "The carrier lost parcel {number}."
NOT_HIS = "Whoever closed it may not ask for refunds."
NOTHING_LEFT = "Nothing that was paid for it is left to refund."


class LossRefused(Exception):
    """The refund can't be asked for, or is no longer owed; the message says why, to staff."""


def owed() -> QuerySet[Astray]:
    """Lost parcels whose refund nobody has asked for, those that wait longest first."""
    found = Astray.objects.filter(owes=True).select_related("shipment__order__contact", "closed_by")
    return found.order_by("look_by", "pk")


def settle(order: Order, shipment: Shipment, *, actor: Any) -> tuple[Refund | None, str]:
    """Ask for the refund of a lost parcel under its order's lock; else None and why it is left to accounting.

    Call it before the shipment is locked (docs/locking.md).
    """
    if not actor.has_perm(PERMISSION):
        return None, NOT_HIS
    try:
        with transaction.atomic():
            return _asked(order, shipment, actor)[0], ""
    except LossRefused as refused:
        return None, str(refused)


def owe(task: Astray, why: str) -> None:
    """Leave the refund of a task that ends now to accounting, who look within `astray_look_hours`."""
    task.owes, task.owes_why = True, why[:300]
    task.look_by = timezone.now() + timedelta(hours=int(figure("astray_look_hours")))
    task.save(update_fields=["owes", "owes_why", "look_by"])


@transaction.atomic
def refund(task_pk: int, *, actor: Any) -> Refund:
    """Accounting asks for what is owed. Raises LossRefused where that can't be, or was done already."""
    order, task = _owing(task_pk)
    asked = _asked(order, task.shipment, actor)
    task.refund, task.owes, task.owes_why = asked[0], False, ""
    task.save(update_fields=["refund", "owes", "owes_why"])
    for one in asked:
        if (
            one.state == RefundState.TO_PAY
        ):  # a card's is told when the provider has it; by hand it takes days
            mails.refund_on_its_way(one)
    return asked[0]


@transaction.atomic
def paid_otherwise(task_pk: int, *, actor: Any, reason: str) -> Astray:
    """Nothing more is owed: it went back at the payment, or was found. Raises LossRefused without a reason."""
    if not reason.strip():
        raise LossRefused("Say how it went back, or why nothing is owed.")
    order, task = _owing(task_pk)
    task.owes = False
    task.save(update_fields=["owes"])
    facts: dict[str, Any] = {"actor": actor, "reason": reason.strip()[:300], "shipment": task.shipment.number}
    lifecycle.append(order, "astray_settled", public=False, **facts)
    return task


def _owing(task_pk: int) -> tuple[Order, Astray]:
    """The task under its order's lock, which everybody takes who closes or settles one."""
    order = lock_order(Astray.objects.values_list("shipment__order_id", flat=True).get(pk=task_pk))
    task = Astray.objects.select_related("shipment").get(pk=task_pk)
    if not task.owes:
        raise LossRefused("Nothing is owed for it any more.")
    return order, task


def _asked(order: Order, shipment: Shipment, actor: Any) -> list[Refund]:
    """All that the pieces of this parcel cost, of what paid the order. Raises LossRefused."""
    lines = [line.line for line in shipment.lines.select_related("line")]
    try:
        split = everything.of_lines(order, lines, delivery=shipment.charge)
    except SplitRefused as refused:
        raise LossRefused(str(refused)) from None
    paid = spreading.captured(lock_payments(order))
    if not split.total or split.total > spreading.left(paid):
        raise LossRefused(NOTHING_LEFT)
    for payment, part in spreading.parts_of(paid, split.total):
        if problem := refund_problem(payment, part):
            raise LossRefused(problem)
    reason = REASON.format(number=shipment.number)
    return spreading.request(paid, split.total, reason=reason, actor=actor, split=split)
