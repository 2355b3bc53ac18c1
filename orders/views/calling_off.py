"""She cancels her own order, from its page: behind the signed link or in her account."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from orders import calling_off
from orders.access import link_to, order_by_token
from orders.cancellation import CancellationRefused
from orders.fulfilment.models import Shipment
from orders.order.models import Order
from orders.views.personal import ShopRequest
from portero.core.personal import personal


@require_POST
@personal
def cancel(request: ShopRequest, token: str) -> HttpResponse:
    """Cancel it, or one parcel of it, or say why that can't be done any more; a second click finds it cancelled."""
    order = order_by_token(token)
    told: dict[str, Any] = {"words": request.POST.get("reason", ""), "actor": request.user}
    try:
        if "parcel" in request.POST:
            calling_off.call_off_parcel(_parcel(order, request.POST["parcel"]), **told)
            messages.success(request, "This part of your order is cancelled. We have written to you.")
        else:
            calling_off.call_off(order, **told)
            messages.success(request, "Your order is cancelled. We have written to you.")
    except CancellationRefused as refused:
        messages.error(request, str(refused))
    return redirect(link_to(order))


def _parcel(order: Order, number: str) -> Shipment:
    return get_object_or_404(order.shipments.all(), number=number)
