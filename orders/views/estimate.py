"""The estimate of a piece: a part of its page loaded by htmx, and a page of its own without a script."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.throttle import client_address, too_often
from catalog.models import Item, ListingState
from orders.estimate.estimate import estimate
from orders.estimate.forms import WhereForm
from orders.estimate.where import remember, remembered
from orders.views.bag import public_item, unknown_number
from orders.views.personal import ShopRequest
from portero.core.personal import personal

LIMIT, WITHIN = 60, timedelta(minutes=10)


@require_safe
@personal
def show(request: ShopRequest, number: str) -> HttpResponse:
    """What the piece costs in all where she says; without an answer yet only the two fields."""
    item = public_item(number)
    if item is None or item.state != ListingState.LISTED:
        return unknown_number(request, number)
    asked = "country" in request.GET or "code" in request.GET
    known = None if asked else remembered(request)
    form = WhereForm(
        request.GET if asked else {"country": known.country, "code": known.code} if known else None
    )
    if not form.is_bound or not form.is_valid():
        return _page(request, item, form)
    if too_often("estimate", client_address(request), limit=LIMIT, within=WITHIN):
        return _page(request, item, form, pause=True)
    response = _page(request, item, form, told=estimate(item, form.where))
    if asked:
        remember(response, form.where)
    return response


def _page(request: ShopRequest, item: Item, form: WhereForm, **facts: object) -> HttpResponse:
    part = request.headers.get("HX-Request") == "true"
    template = "orders/fragments/estimate.html" if part else "orders/estimate.html"
    # htmx shows only what is answered with 200.
    status = 429 if facts.get("pause") and not part else 200
    return render(request, template, {"item": item, "form": form, **facts}, status=status)
