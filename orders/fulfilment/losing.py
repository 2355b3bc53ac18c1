"""A parcel that is lost: all that it cost her goes back, at once where whoever says so may ask for it.

Else it waits for accounting, in a queue of its own: nobody has to remember it. What can't go back to where it came from
is paid by hand, and booked as a refund; what her bank took back is not.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from orders import lifecycle, mails
from orders.books import everything
from orders.books.splits import Split
from orders.books.splitting import SplitRefused, cut
from orders.fulfilment import lost_refunds
from orders.fulfilment.lost_refunds import owe
from orders.fulfilment.models import Astray, Shipment, ShipmentState
from orders.locks import lock_order
from orders.order.models import Order
from orders.payments.disputes.freeze import refund_problem
from orders.payments.locks import lock_payments
from orders.payments.models import Payment, Refund, RefundState
from orders.payments.refunds import RefundRefused, by_hand, spreading
from portero.core import audit
from portero.core.money import dollars

PERMISSION = "payments.add_refund"
REASON = "The carrier lost parcel {number}."
NOT_HIS = "Whoever closed it may not ask for refunds."
NOTHING_LEFT = "Nothing that was paid for it is left to refund."
SAY_WHY = "Say how it went back, or why nothing is owed."
UNDER_WAY = "A refund of it is under way, or may be sent again: wait until it is done, or call it off."
NOT_IN_BOOKS = (
    "{0} of it isn’t in our books. If you paid it by bank transfer or check, book that instead. If her bank took it "
    "back, record the dispute first. If the parcel was found, wait until it is delivered or back with us."
)
ZERO = Decimal("0.00")


class LossRefused(Exception):
    """The refund can't be asked for, or is no longer owed; the message says why, to staff."""


def owed() -> QuerySet[Astray]:
    """Lost parcels whose refund is to be asked for, those that wait longest first."""
    found = Astray.objects.filter(owes=True).select_related("shipment__order__contact", "closed_by", "refund")
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


@transaction.atomic
def refund(task_pk: int, *, actor: Any) -> Refund:
    """Accounting asks for what is owed. Raises LossRefused where that can't be, or was done already."""
    order, task = _owing(task_pk)
    asked = _asked(order, task.shipment, actor, after=lost_refunds.last_of(task))
    _settled(task, asked)
    for one in asked:
        if (
            one.state == RefundState.TO_PAY
        ):  # a card's is told when the provider has it; by hand it takes days
            mails.refund_on_its_way(one)
    return asked[0]


@transaction.atomic
def paid_by_hand(task_pk: int, *, actor: Any, how: str, amount: Decimal, reference: str = "") -> list[Refund]:
    """Accounting has paid what is owed (USD) beside the provider, under `reference`: booked as refunds, of which she is
    told once they are done.

    Above the limit of wires they wait for a second person first, and are marked as paid among the refunds. Raises
    LossRefused; twice is once, for then nothing is owed any more.
    """  # fmt: skip
    order, task = _owing(task_pk)
    paid, told = _paid(order), by_hand.tidy(reference)
    split = _all_of(order, task.shipment)
    facts: dict[str, Any] = {"reason": REASON.format(number=task.shipment.number).rstrip(".")}
    facts |= {"how": how, "reference": told, "actor": actor, "after": lost_refunds.last_of(task)}
    try:
        by_hand.check(amount, split.total, paid)
        asked = by_hand.ask(paid, cut(split, amount)[0], **facts)
        _settled(task, asked)
        by_hand.paid(asked, actor=actor, reference=told)
    except RefundRefused as refused:
        raise LossRefused(str(refused)) from None
    audit.record("fulfilment.lost_paid_by_hand", task, actor=actor, amount=str(amount), how=how)
    for one in asked:
        one.refresh_from_db()
    return asked


@transaction.atomic
def paid_otherwise(task_pk: int, *, actor: Any, reason: str) -> Astray:
    """Nothing more is owed: the books or a lost dispute have all of it, or she has the parcel after all.

    Raises LossRefused without a reason, and for a sum that nothing tells of.
    """
    if not reason.strip():
        raise LossRefused(SAY_WHY)
    order, task = _owing(task_pk)
    if task.shipment.state != ShipmentState.DELIVERED and (unknown := _bounds(order, task)[0]):
        raise LossRefused(NOT_IN_BOOKS.format(dollars(unknown, cents=True)))
    task.owes = False
    task.save(update_fields=["owes"])
    facts: dict[str, Any] = {"actor": actor, "reason": reason.strip()[:300], "shipment": task.shipment.number}
    lifecycle.append(order, "astray_settled", public=False, **facts)
    return task


def left(task: Astray) -> Decimal:
    """What the books still owe for it, in USD; nothing where they have all of it."""
    order = task.shipment.order
    try:
        total = _all_of(order, task.shipment).total
    except LossRefused:
        return ZERO
    return min(total, spreading.left(spreading.captured(order.payments.all())))


def to_pay(task: Astray) -> Decimal:
    """The most (USD) that may be owed for it now, for the form; nothing while her bank decides."""
    try:
        return _bounds(task.shipment.order, task)[1]
    except LossRefused:
        return ZERO


def _bounds(order: Order, task: Astray) -> tuple[Decimal, Decimal]:
    """Of what the books owe for it, the least and the most that no lost dispute has. Raises LossRefused."""
    try:
        total = _all_of(order, task.shipment).total
        return by_hand.bounds(total, spreading.captured(order.payments.all()))
    except RefundRefused as refused:
        raise LossRefused(str(refused)) from None


def _owing(task_pk: int) -> tuple[Order, Astray]:
    """The task under its order's lock, which everybody takes who closes or settles one."""
    order = lock_order(Astray.objects.values_list("shipment__order_id", flat=True).get(pk=task_pk))
    task = Astray.objects.select_related("shipment", "refund").get(pk=task_pk)
    if not task.owes:
        raise LossRefused("Nothing is owed for it any more.")
    for one in lost_refunds.of_task(task):
        if one.state != RefundState.DONE and not one.closed_at:
            raise LossRefused(UNDER_WAY)
    return order, task


def _settled(task: Astray, asked: Sequence[Refund]) -> None:
    task.refund, task.owes, task.owes_why = task.refund or asked[0], False, ""
    task.save(update_fields=["refund", "owes", "owes_why"])


def _paid(order: Order) -> list[Payment]:
    """What paid the order, locked. Raises LossRefused where nothing did."""
    paid = spreading.captured(lock_payments(order))
    if not paid:
        raise LossRefused(NOTHING_LEFT)
    for payment in paid:
        payment.order = order
    return paid


def _all_of(order: Order, shipment: Shipment) -> Split:
    """What is left of what its pieces cost. Raises LossRefused."""
    try:
        return everything.of_parcel(order, shipment)
    except SplitRefused as refused:
        raise LossRefused(str(refused)) from None


def _asked(order: Order, shipment: Shipment, actor: Any, *, after: Refund | None = None) -> list[Refund]:
    """All that the pieces of this parcel cost, of what paid the order. Raises LossRefused."""
    paid, split = _paid(order), _all_of(order, shipment)
    if not split.total or split.total > spreading.left(paid):
        raise LossRefused(NOTHING_LEFT)
    for payment, part in spreading.parts_of(paid, split.total):
        if problem := refund_problem(payment, part):
            raise LossRefused(problem)
    reason = REASON.format(number=shipment.number)
    return spreading.request(paid, split.total, reason=reason, actor=actor, split=split, after=after)


__all__ = [
    "LossRefused",
    "left",
    "owe",
    "owed",
    "paid_by_hand",
    "paid_otherwise",
    "refund",
    "settle",
    "to_pay",
]
