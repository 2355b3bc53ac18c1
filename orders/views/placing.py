"""Placing the order, and what she sees when it can't be placed as it stands."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from catalog.models import Hold, Item, ListingState
from catalog.queries.cards import Card, cards
from orders import addresses, bag, placement
from orders.access import link_to
from orders.basket.models import Basket
from orders.checkout.draft import CheckoutDraft
from orders.order.models import Order
from orders.queries import open_bag_of_guest
from orders.quote import Quote
from orders.views.checkout import without_pieces
from orders.views.personal import ShopRequest
from portero.core.money import dollars
from portero.core.personal import personal

SIMILAR = 6  # fills rows of two and of three


@require_POST
@personal
def place(request: ShopRequest) -> HttpResponse:
    """Create the order as pending payment and go on to its payment page; placed twice, it's the same order."""
    basket = open_bag_of_guest(request) or request.basket
    if not basket.pk:
        return without_pieces(request)
    draft = CheckoutDraft.of(request)
    shown = _money(request.POST.get("shown_total", ""))
    if draft.next_step != "orders:checkout-review" or shown is None:
        return redirect(draft.next_step)
    try:
        order = _place(request, basket, draft, shown)
    except placement.PiecesLost as lost:
        return _lost(request, lost.lost)
    except (placement.TotalChanged, placement.NotDeliverable, placement.RouteClosed) as refused:
        return _look_again(request, shown, refused.quote)
    except placement.EmptyBag:
        return without_pieces(request)
    addresses.keep(request.user, draft)
    draft.forget(request)
    return redirect(link_to(order, "orders:pay"))


def _look_again(request: ShopRequest, shown: Decimal, quote: Quote) -> HttpResponse:
    """Back to the page that says what can't go there, or to the review with its new total."""
    if quote.routes:
        return redirect("orders:bag")
    if quote.problems:
        return redirect("orders:checkout-delivery")
    before, now = dollars(shown, cents=True), dollars(quote.total, cents=True)
    messages.warning(
        request,
        f"The total has changed from {before} to {now} since you saw it. "
        "Nothing was ordered; please look again.",
    )
    return redirect("orders:checkout-review")


def _place(request: ShopRequest, basket: Basket, draft: CheckoutDraft, shown: Decimal) -> Order:
    return placement.place(
        basket,
        email=draft.email,
        phone=draft.phone,
        shipping_address=draft.shipping_address(),
        billing_address=draft.billing_address(),
        wishes=draft.wishes,
        user=request.user if request.user.is_authenticated else None,
        shown_total=shown,
    )


def _lost(request: ShopRequest, lost: Sequence[Item]) -> HttpResponse:
    named = list(Item.objects.select_related("designer", "style").filter(pk__in=[item.pk for item in lost]))
    context = {
        "lost": named,
        "rest": bag.pieces_in(request.basket),
        "similar": similar_to(named),
    }
    return render(request, "orders/checkout/lost.html", context, status=409)


def similar_to(items: Sequence[Item]) -> list[Card]:
    """A few pieces of the same designers and categories that are free now, newest first."""
    on_hold = Hold.objects.filter(item=OuterRef("pk"), released_at__isnull=True)
    alike = Item.objects.filter(
        state=ListingState.LISTED,
        designer__in={item.designer_id for item in items},
        category__in={item.category_id for item in items},
    )
    others = alike.exclude(Exists(on_hold)).exclude(pk__in=[item.pk for item in items])
    return cards(others[:SIMILAR])


def _money(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
