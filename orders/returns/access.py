"""How a return reaches a view of hers: only with the signed link of its order. Anybody else gets a 404."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from logistics.models import Label, LabelState
from orders.access import orders_of
from orders.fulfilment.models import OutboundPhoto
from orders.order.models import Order
from orders.returns.models import Return, ReturnPhoto, ReturnPiece, ReturnState

REFUSED = ReturnPiece.Verdict.REFUSED
EXCHANGE = ("exchange__order", "exchange__wanted__designer")
BEFORE, AFTER = "before", "after"


def return_of(order: Order, number: str) -> Return:
    """One return of her order, with its label. Raises Http404."""
    return get_object_or_404(Return.objects.select_related("label"), order=order, number=number)


def whole_return_of(order: Order, number: str) -> Return:
    """As `return_of`, with all that its page says."""
    pieces = ReturnPiece.objects.select_related(
        "item__designer", "shipment_line__item__category", "shipment_line__packed", "shipment_line__shipment"
    )
    found = Return.objects.filter(order=order).select_related("label", "refund__payment", *EXCHANGE)
    read = found.prefetch_related(
        Prefetch("pieces", pieces), "pieces__shipment_line__outbound_photos", "pieces__photos", "amounts"
    )
    ret = get_object_or_404(read, number=number)
    ret.order = order
    return ret


def returns_of(user: Any) -> QuerySet[Return]:
    """A signed-in client's own returns, newest first, as her list tells them; nobody else's."""
    found = Return.objects.filter(order__in=orders_of(user).order_by()).select_related("order", *EXCHANGE)
    pieces = ReturnPiece.objects.select_related("item__designer")
    return found.prefetch_related(Prefetch("pieces", pieces), "amounts", "order__events").order_by("-pk")


def label_of(ret: Return) -> Label:
    """The label that she is to print. Raises Http404 when there is none, or it is no longer to be used."""
    found = ret.label
    if ret.state != ReturnState.APPROVED or found is None:
        raise Http404
    if found.state != LabelState.BOUGHT or not found.file:
        raise Http404
    return found


def picture_of(ret: Return, when: str, pk: int) -> str:
    """The stored name of a picture of a refused piece, from before it left or as it came back. Raises Http404."""
    if when == BEFORE:
        line = {"line__return_pieces__ret": ret, "line__return_pieces__verdict": REFUSED}
        return get_object_or_404(OutboundPhoto, pk=pk, **line).file
    if when == AFTER:
        return get_object_or_404(ReturnPhoto, pk=pk, piece__ret=ret, piece__verdict=REFUSED).file
    raise Http404
