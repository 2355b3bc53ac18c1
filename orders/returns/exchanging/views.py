"""Her page to ask for an exchange, behind the order's signed link; it works without a script."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from catalog.models import Item, ListingState
from catalog.views.item import unknown
from orders.access import order_by_token, token_for
from orders.order.models import Order
from orders.returns import windows
from orders.returns.exchanging import asking, entrance, offering
from orders.returns.exchanging.entrance import Hers
from orders.returns.exchanging.forms import ExchangeForm
from orders.returns.exchanging.offering import Offer
from orders.returns.states import ReturnRefused
from orders.views.personal import ShopRequest
from portero.core.personal import personal

NOTHING = "Nothing of this order can be exchanged here now."
ASKED = "The piece is held for you, and we have written to you. Please keep yours until we answer."


@require_safe
@login_required
@personal
def choose(request: ShopRequest, number: str) -> HttpResponse:
    """From the page of a listed piece: which of her pieces she gives for it. With one there is nothing to choose."""
    item = offering.find(number)
    if item is None or item.state != ListingState.LISTED:
        return unknown(request, number)
    hers = entrance.pieces_of(request.user)
    if len(hers) == 1:
        return redirect(_address(hers[0], item))
    cards = [{"item": one.piece.item, "order": one.order, "address": _address(one, item)} for one in hers]
    return render(request, "orders/returns/exchange_for.html", {"item": item, "cards": cards})


def _address(hers: Hers, item: Item) -> str:
    wanted = urlencode({"wanted": item.number, "line": hers.piece.line.pk})
    return f"{reverse('returns:exchange', args=[token_for(hers.order)])}?{wanted}"


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def ask(request: ShopRequest, token: str) -> HttpResponse:
    """Which of her pieces for which of ours: the sums first, and asked for only once she has seen them."""
    order = order_by_token(token)
    found = [one for one in windows.returnable(order) if not one.why_not]
    if not found:
        messages.error(request, NOTHING)
        return redirect("orders:order", token=token)
    posted = request.POST if request.method == "POST" else None
    meant = {"wanted": request.GET.get("wanted", "")[:200], "line": request.GET.get("line", "")}
    form = ExchangeForm(posted, order=order, returnable=found, meant=meant)
    context: dict[str, Any] = {"order": order, "token": token, "form": form}
    if form.is_valid() and form.item is not None:
        context["offer"] = offer = offering.offer(order, form.chosen.line, form.item)
        if "send" in request.POST:
            try:
                return _asked(request, order, form, offer)
            except ReturnRefused as refused:
                context["problem"] = str(refused)
    form.focus_first_error()
    context["in_bag"] = _in_bag(request, form)
    return render(request, "orders/returns/exchange.html", context)


def _in_bag(request: ShopRequest, form: ExchangeForm) -> list[Item]:
    """What she has put into her bag and hasn't chosen: a number that she needn't type."""
    lines = request.basket.lines.values("product") if request.basket.pk else []
    found = Item.objects.filter(product__in=lines, state=ListingState.LISTED).select_related("designer")
    return [item for item in found.order_by("pk")[:6] if item != form.item]


def _asked(request: ShopRequest, order: Order, form: ExchangeForm, offer: Offer) -> HttpResponse:
    """The page of the return, if the sums are those she saw. Raises ReturnRefused."""
    if form.shown is None or form.shown != asking.Shown(offer.back.total, offer.cost):
        raise ReturnRefused(asking.LOOK_AGAIN)
    note = form.cleaned_data["note"]
    ret = asking.ask(order, form.asked, offer.item, shown=form.shown, note=note, actor=request.user)
    messages.success(request, ASKED)
    return redirect("returns:show", token=request.resolver_match.kwargs["token"], number=ret.number)  # type: ignore[union-attr]
