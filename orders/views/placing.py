"""Placing the order, and what she sees when it can't be placed as it stands."""

from collections.abc import Sequence
from datetime import datetime
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
from orders.payments.first_attempt import FirstAttempt
from orders.queries import bag_of_guest
from orders.quote import Quote
from orders.views.card_testing import is_paused, remember
from orders.views.checkout import without_pieces
from orders.views.payment import placed
from orders.views.personal import ShopRequest
from portero.core.money import dollars
from portero.core.personal import personal
from portero.core.rows import Together

SIMILAR = 6  # fills rows of two and of three


@require_POST
@personal
def place(request: ShopRequest) -> HttpResponse:
    """Create the order as pending payment and go on to its payment page; placed twice, it's the same order."""
    basket = bag_of_guest(request) or request.basket
    if not basket.pk:
        return without_pieces(request)
    draft = CheckoutDraft.of(request)
    shown = _money(request.POST.get("shown_total", ""))
    if draft.next_step != "orders:checkout-review" or shown is None:
        return redirect(draft.next_step)
    new = _NewOrder(request)
    try:
        order = _place(request, basket, draft, shown, new)
    except placement.PiecesLost as lost:
        return _lost(request, lost.lost)
    except (placement.TotalChanged, placement.NotDeliverable, placement.RouteClosed) as refused:
        return _look_again(request, shown, refused.quote)
    except placement.EmptyBag:
        return without_pieces(request)
    addresses.keep(request.user, draft)
    draft.forget(request, written=order is new.order)
    return new.page(order) or redirect(link_to(order, "orders:pay"))


class _NewOrder(placement.Along):
    """What goes along with the order: the draft ends, and the attempt to pay begins where its page is the answer.

    That answer spares her a way over the network before she can type; the page's script gives it its own address
    then. Without a script, with an order that was placed before, or while cards are paused, she is led there.
    """

    def __init__(self, request: ShopRequest) -> None:
        self._request = request
        self.order: Order | None = None
        wanted = request.POST.get("answer") == "page" and not is_paused(request)
        self._attempt = FirstAttempt() if wanted else None
        self.named = self._attempt.named if self._attempt else ()

    def add(self, order: Order, kept_until: datetime, rows: Together) -> None:
        """The rows of both."""
        CheckoutDraft.forget_with(self._request, rows)
        if self._attempt:
            self._attempt.add(order, kept_until, rows)
        self.order = order

    def page(self, order: Order) -> HttpResponse | None:
        """The payment page of the order, where it is the answer to placing it, and there is something to pay."""
        if self._attempt is None or order is not self.order:
            return None
        remember(self._request, order)
        return placed(self._request, order, self._attempt)


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


def _place(
    request: ShopRequest, basket: Basket, draft: CheckoutDraft, shown: Decimal, new: _NewOrder
) -> Order:
    return placement.place(
        basket,
        email=draft.email,
        phone=draft.phone,
        shipping_address=draft.shipping_address(),
        billing_address=draft.billing_address(),
        wishes=draft.wishes,
        user=request.user if request.user.is_authenticated else None,
        shown_total=shown,
        along=new,
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
