"""Her page for another delivery address, behind the signed link; works without a script."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from catalog.locks import FACTS
from catalog.models import Item
from orders.access import order_by_token
from orders.addressing.step import AddressStep, with_suggestion
from orders.checkout.draft import CheckoutDraft
from orders.order.models import Order
from orders.readdressing import asking, deciding
from orders.readdressing.asking import Wanted
from orders.readdressing.pricing import ChangeRefused
from orders.states import OrderState
from orders.views.personal import ShopRequest
from portero.core.personal import personal

ASKED = "We have your new address and look at it now. We write to you as soon as it is decided."
TAKEN = "Your order goes to the new address. We have written to you."
KEPT = "Your order goes to the address you gave first. We have written to you."
NOTHING_WAITS = "No other address is waiting for this order."


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def change(request: ShopRequest, token: str) -> HttpResponse:
    """Another delivery address: the fields and questions of checkout, within the same country."""
    order = order_by_token(token)
    if not asking.may_change(order) or asking.open_change(order):
        messages.error(request, asking.WAITS if asking.open_change(order) else asking.TOO_LATE)
        return redirect("orders:order", token=token)
    if request.method != "POST":
        return _page(request, token, order, _step(order, CheckoutDraft.from_order(order)))
    step = AddressStep(_told(request.POST, order), initial={}, items=_pieces(order))
    problem = ""
    if step.is_valid():
        try:
            asking.ask(order, Wanted(step.told(), step.kept), actor=request.user)
        except ChangeRefused as refused:
            problem = str(refused)
        else:
            paid = order.status == OrderState.CONFIRMED
            messages.success(request, ASKED if paid else TAKEN)
            return redirect("orders:order", token=token)
    return _page(request, token, order, step, problem)


@require_POST
@personal
def keep(request: ShopRequest, token: str) -> HttpResponse:
    """She keeps the address that her order had; a second click finds nothing waiting."""
    order = order_by_token(token)
    if deciding.withdraw(order, actor=request.user):
        messages.success(request, KEPT)
    else:
        messages.error(request, NOTHING_WAITS)
    return redirect("orders:order", token=token)


def _told(posted: QueryDict, order: Order) -> QueryDict:
    """What was posted, with what isn't asked here: how we reach her, and the country."""
    data = with_suggestion(posted)
    data["email"], data["phone"], data["same"] = order.contact.email, order.contact.phone, "on"
    data["shipping-country"] = order.shipping_address.country_id
    return data


def _step(order: Order, draft: CheckoutDraft) -> AddressStep:
    initial: dict[str, Any] = {"email": draft.email, "phone": draft.phone, "shipping": draft.shipping}
    return AddressStep(initial=initial, items=_pieces(order))


def _pieces(order: Order) -> list[Item]:
    found = Item.objects.filter(product__line__order=order).select_related(*FACTS)
    return list(found.order_by("pk"))


def _page(
    request: ShopRequest, token: str, order: Order, step: AddressStep, problem: str = ""
) -> HttpResponse:
    context = {
        "order": order,
        "token": token,
        "step": step,
        "form": step.shipping,
        "problem": problem,
        "paid": order.status == OrderState.CONFIRMED,
    }
    return render(request, "orders/address_change.html", context)
