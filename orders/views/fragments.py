"""Small personal parts that other rooms' pages load by htmx, so that those pages stay the same for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from authentication.quality import blind
from catalog.views.public import kept_shortly
from orders import bag
from orders.access import link_to
from orders.queries import waiting_order
from orders.returns.exchanging import entrance
from orders.views.bag import public_item
from orders.views.personal import ShopRequest
from portero.core.personal import personal


@require_safe
@personal
def bag_count(request: ShopRequest) -> HttpResponse:
    """How many pieces are in the bag, for the header; nothing is looked up for a visitor without a bag."""
    count = request.basket.num_lines if bag.has_bag(request) else 0
    return render(request, "orders/fragments/bag_count.html", {"count": count})


@require_safe
@personal
def buy_form(request: ShopRequest, number: str) -> HttpResponse:
    """The buy panel of an item page: add, go to the bag, on hold until, or sold."""
    item = public_item(number)
    if item is None:
        return HttpResponse(status=404)
    blind.seen_in_the_shop(item, request.user)
    stand = bag.standings([item], holder=bag.holder_of(request.basket))[item.pk]
    waiting = waiting_order(request) if stand.standing == bag.Standing.HELD else None
    hers = bool(waiting and waiting.claims.filter(item=item, released_at__isnull=True).exists())
    context = {
        "item": item,
        "stand": stand,
        "inside": bag.contains(request.basket, item),
        "waiting": waiting if hers else None,
        "pay_url": link_to(waiting, "orders:pay") if waiting and hers else "",
        "may_exchange": stand.standing == bag.Standing.FREE and entrance.has_one(request.user),
    }
    return render(request, "orders/fragments/buy_form.html", context)


@require_safe
@kept_shortly
def tax_states(request: HttpRequest) -> HttpResponse:
    """The sentence that names the states with sales tax, from the registrations in force today."""
    return render(request, "orders/fragments/tax_states.html")
