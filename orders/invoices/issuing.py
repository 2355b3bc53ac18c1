"""Issuing: a number and the facts in one transaction, once per sale and once per refund, however often it is asked."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from orders.invoices import facts
from orders.invoices.models import PREFIX, Kind, Paper, Seller, Series
from orders.locks import lock_order
from orders.order.models import Order
from orders.payments.models import Payment, PaymentState, Refund, RefundState


class NotYet(Exception):
    """There is nothing to issue: the order isn't paid, or the refund hasn't arrived."""


def invoice(order_pk: int) -> Paper:
    """The invoice of an order, issued now if it wasn't. Raises NotYet for an order whose money isn't captured."""
    known = Paper.objects.filter(order=order_pk, kind=Kind.INVOICE).first()
    return known or _invoice(order_pk)


@transaction.atomic
def _invoice(order_pk: int) -> Paper:
    """Look again under the order's lock: of two that ask at once the second finds the first one's."""
    order = lock_order(order_pk)
    if known := order.papers.filter(kind=Kind.INVOICE).first():
        return known
    paid = list(order.payments.filter(state=PaymentState.CAPTURED))
    if not paid:
        raise NotYet(order.number)
    on = max(_day(payment) for payment in paid)
    return _issue(Kind.INVOICE, order, on, facts.of_sale(order, paid, on, _seller(on)))


@transaction.atomic
def credit_note(refund_pk: int) -> Paper:
    """The credit note of a refund that has arrived, issued now if it wasn't; its invoice is issued before it.

    Raises NotYet for a refund on its way, or of money that never belonged to its order.
    """
    order_pk = Refund.objects.values_list("payment__order", flat=True).get(pk=refund_pk)
    if order_pk is None:
        raise NotYet(refund_pk)
    order = lock_order(order_pk)
    if known := Paper.objects.filter(refund=refund_pk).first():
        return known
    refund = Refund.objects.select_related("payment", "split").get(pk=refund_pk)
    if refund.state != RefundState.DONE or refund.payment is None or not hasattr(refund, "split"):
        raise NotYet(refund_pk)
    about, on = invoice(order.pk), timezone.localdate(refund.done_at)
    told = facts.of_refund(order, refund, about, _seller(on))
    return _issue(Kind.CREDIT_NOTE, order, on, told, refund=refund, about=about)


def _issue(kind: Kind, order: Order, on: Any, told: dict[str, Any], **links: Any) -> Paper:
    """Give the next number of the series, whose row stays locked until the paper is committed."""
    series = _locked(kind)
    series.last += 1
    series.save(update_fields=["last"])
    number = f"{PREFIX[kind]}-{series.last:06d}"
    told = {"number": number} | told
    return Paper.objects.create(
        kind=kind, serial=series.last, number=number, order=order, issued_on=on, facts=told, **links
    )


def _locked(kind: Kind) -> Series:
    return Series.objects.select_for_update().get(kind=kind)


def _day(payment: Payment) -> Any:
    return timezone.localdate(payment.captured_at)


def _seller(on: Any) -> Seller:
    """Who sold on that day. Raises Seller.DoesNotExist if staff removed every row."""
    dated = Seller.objects.filter(since__lte=on).order_by("-since").first()
    return dated or Seller.objects.order_by("since")[:1].get()


def credit_notes(order: Order) -> QuerySet[Paper]:
    """The numbers of an order's credit notes, the oldest first."""
    return Paper.objects.filter(order=order, kind=Kind.CREDIT_NOTE).order_by("pk").only("number")


def missing() -> tuple[list[int], list[int]]:
    """Orders and refunds whose paper no task has issued: primary keys, the oldest first."""
    paid = Payment.objects.filter(state=PaymentState.CAPTURED)
    orders = paid.exclude(order__papers__kind=Kind.INVOICE).order_by("pk").values_list("order", flat=True)
    done = Refund.objects.filter(state=RefundState.DONE, split__isnull=False, paper__isnull=True)
    return list(dict.fromkeys(orders)), list(done.order_by("pk").values_list("pk", flat=True))
