"""The bag: looking at it, putting a piece in, taking one out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog import numbers
from catalog.models import Item, ListingState
from orders import bag
from orders.access import link_to
from orders.bill import of_quote
from orders.checkout.draft import CheckoutDraft
from orders.estimate.where import remembered
from orders.queries import waiting_order
from orders.quote import Quote, Wishes, quote_for
from orders.views.personal import ShopRequest
from portero.core.personal import personal


@require_safe
@personal
def show(request: ShopRequest) -> HttpResponse:
    """The bag with every piece as it stands now, and what the pieces that can be bought will cost."""
    pieces, quote = pieces_and_quote(request)
    buyable = [piece.item for piece in pieces if piece.buyable]
    waiting = waiting_order(request) if bag.has_bag(request) else None
    context = {
        "pieces": pieces,
        "quote": quote,
        "rows": of_quote(quote) if quote else [],
        "abroad": [item for item in buyable if item.ships_from != "US"],
        "lost": len(buyable) < len(pieces),
        "closed": any(piece.closed for piece in pieces),
        "waiting": waiting,
        "pay_url": link_to(waiting, "orders:pay") if waiting else "",
    }
    return render(request, "orders/bag.html", context)


def wishes_of(request: ShopRequest) -> Wishes:
    """What to quote in the bag: her checkout so far, else the place she asked about on an item page.

    Else delivery within the United States to an address that isn't known yet.
    """
    draft = CheckoutDraft.of(request) if bag.has_bag(request) else CheckoutDraft()
    if draft.shipping:
        return draft.wishes
    said = remembered(request)
    return Wishes(to=said.destination) if said else Wishes()


def pieces_and_quote(request: ShopRequest) -> tuple[list[bag.BagPiece], Quote | None]:
    """The pieces with how they stand and whether they may go where she wants them; the price of those that may."""
    pieces = bag.pieces_in(request.basket) if bag.has_bag(request) else []
    wishes = wishes_of(request)
    free = [piece.item for piece in pieces if piece.free]
    quote = quote_for(free, wishes) if free else None
    if quote is None or not quote.stopped:
        return pieces, quote
    pieces = bag.with_verdicts(pieces, quote.stopped)
    rest = [piece.item for piece in pieces if piece.buyable]
    return pieces, quote_for(rest, wishes) if rest else None


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def add(request: ShopRequest, number: str) -> HttpResponse:
    """POST puts the piece into the bag; GET asks first, for people without JavaScript and for shared links."""
    if request.method == "POST":
        return _put_in(request, number)
    item = public_item(number)
    if item is None:
        return unknown_number(request, number)
    stand = bag.standings([item], holder=bag.holder_of(request.basket))[item.pk]
    inside = bag.contains(request.basket, item)
    return render(request, "orders/add.html", {"item": item, "stand": stand, "inside": inside})


def _put_in(request: ShopRequest, number: str) -> HttpResponse:
    piece = bag.wanted(number)
    if piece is None:
        return unknown_number(request, number)
    try:
        bag.put_in(request.basket, piece)
    except bag.NotForSale:
        return render(request, "orders/not_for_sale.html", {"item": public_item(number)}, status=409)
    return redirect("orders:bag")


@require_POST
@personal
def remove(request: ShopRequest, number: str) -> HttpResponse:
    """Take a piece out; a second time, or a piece that was never in it, changes nothing."""
    item = bag.take_out(request.basket, number)
    if item:
        messages.info(request, f"{item.designer.name} {item.title} is out of your bag.")
    return redirect("orders:bag")


@require_POST
@personal
def go_on(request: ShopRequest) -> HttpResponse:
    """Go on without the pieces that she can't have now; she was told which, and asked for it by this button."""
    for piece in pieces_and_quote(request)[0]:
        if not piece.buyable:
            bag.take_out(request.basket, piece.item.number)
    return redirect("orders:checkout")


def public_item(number: str) -> Item | None:
    """The piece of this number if the public may see it; however the number is written."""
    written = numbers.read_number(number)
    shown = Item.objects.select_related("designer", "style", "category")
    shown = shown.filter(state__in=[ListingState.LISTED, ListingState.SOLD])
    return shown.filter(number=written).first() if written else None


def unknown_number(request: ShopRequest, number: str) -> HttpResponse:
    """A 404 that helps: says what an item number looks like and where to search."""
    return render(request, "catalog/unknown_number.html", {"number": number[:30]}, status=404)
