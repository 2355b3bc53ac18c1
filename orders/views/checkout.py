"""The steps of checkout: address, delivery, review; each can be opened again, none keeps a form hostage."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Item
from orders import addresses, bag, breakdown
from orders.access import link_to
from orders.addressing.step import AddressStep, typed_so_far, with_suggestion
from orders.bill import of_quote
from orders.checkout.draft import CheckoutDraft
from orders.delivery.choices import legs
from orders.estimate.where import remembered
from orders.queries import waiting_order
from orders.quote import Quote, quote_for
from orders.tax.days import tax_day
from orders.tax.exemptions import certificates
from orders.tax.models import ResaleCertificate
from orders.views.personal import ShopRequest
from portero.core.figures import figure
from portero.core.personal import personal

Step = Callable[[ShopRequest, list[Item], CheckoutDraft], HttpResponse]


def step(view: Step) -> Callable[[ShopRequest], HttpResponse]:
    """Give a step the pieces and the draft; without pieces, or with one that is lost, the bag explains."""

    @wraps(view)
    def wrapped(request: ShopRequest) -> HttpResponse:
        pieces = bag.pieces_in(request.basket)
        if not pieces:
            return without_pieces(request)
        if not all(piece.buyable for piece in pieces):
            return redirect("orders:bag")
        return view(request, [piece.item for piece in pieces], CheckoutDraft.of(request))

    return personal(wrapped)


def without_pieces(request: ShopRequest) -> HttpResponse:
    """An empty bag: perhaps it was ordered a moment ago (double click, back button), then on to payment."""
    waiting = waiting_order(request)
    return redirect(link_to(waiting, "orders:pay")) if waiting else redirect("orders:bag")


@require_safe
@step
def start(request: ShopRequest, items: list[Item], draft: CheckoutDraft) -> HttpResponse:
    """To the first step that isn't done."""
    return redirect(draft.next_step)


@require_http_methods(["GET", "HEAD", "POST"])
@step
def address(request: ShopRequest, items: list[Item], draft: CheckoutDraft) -> HttpResponse:
    """Who she is and where it goes. `redraw` draws the fields of another country and checks nothing yet."""
    if request.method == "POST" and "redraw" not in request.POST:
        told = AddressStep(with_suggestion(request.POST), initial={}, items=items)
        if told.is_valid():
            _keep_address(request, draft, told)
            return redirect("orders:checkout-delivery")
    else:
        redraw = request.method == "POST"
        initial = typed_so_far(request.POST) if redraw else _known(request, draft)
        told = AddressStep(initial=initial, items=items)
    context = {
        "step": told,
        "saved": addresses.of_user(request.user),
        **priced(quote_of(items, draft)),
    }
    return render(request, "orders/checkout/address.html", context)


@require_safe
@step
def review(request: ShopRequest, items: list[Item], draft: CheckoutDraft) -> HttpResponse:
    """Everything once more, line by line, before the order is placed."""
    if draft.next_step != "orders:checkout-review":
        return redirect(draft.next_step)
    quote = quote_of(items, draft)
    if quote.routes:
        return redirect("orders:bag")  # it names the piece, says why and what she can do
    if quote.problems:
        return redirect("orders:checkout-delivery")
    bag.accept_prices(request.basket)
    context = {**review_context(quote, draft), "resale": _certificate(request, draft)}
    return render(request, "orders/checkout/review.html", context)


@require_POST
@step
def resale(request: ShopRequest, items: list[Item], draft: CheckoutDraft) -> HttpResponse:
    """She says that she buys these pieces for resale, or that she doesn't; only with a certificate of her own."""
    hers = _certificate(request, draft) if "resale" in request.POST else None
    draft.resale = hers.pk if hers else None
    draft.keep(request)
    return redirect("orders:checkout-review")


def _certificate(request: ShopRequest, draft: CheckoutDraft) -> ResaleCertificate | None:
    """The certificate of hers that holds where the pieces go."""
    today = tax_day(timezone.now(), draft.wishes.to)
    return certificates.holding(request.user, draft.wishes.to.state, today).first()


def review_context(quote: Quote, draft: CheckoutDraft) -> dict[str, Any]:
    """What the review page shows."""
    now = timezone.now()
    return {
        **priced(quote),
        "shown_total": str(quote.total),
        "legs": legs(quote, now),
        "held_until": now + timedelta(minutes=int(figure("checkout_hold_minutes"))),
        "draft": draft,
        "shipping": draft.shipping_address(),
        "billing": draft.billing_address(),
    }


def priced(quote: Quote) -> dict[str, Any]:
    """A quote and its rows, for the summary beside a step."""
    note = breakdown.partly_known(matched=quote.tax.matched, ambiguous=quote.tax.ambiguous)
    return {
        "quote": quote,
        "rows": of_quote(quote),
        "taxed": breakdown.of_quote(quote),
        "tax_note": note,
    }


def quote_of(items: list[Item], draft: CheckoutDraft) -> Quote:
    """The price of the bag as far as the draft goes; without an address within the US and without tax."""
    return quote_for(items, draft.wishes)


def _known(request: ShopRequest, draft: CheckoutDraft) -> dict[str, Any]:
    """What the fields start with: the draft, else what a signed-in client used last, else what was asked about."""
    if draft.email:
        return {name: getattr(draft, name) for name in ("email", "phone", "shipping", "billing")}
    known = addresses.last_used(request.user, choice=request.GET.get("use", ""))
    said = remembered(request)
    if said and not known.get("shipping", {}).get("line1"):
        known["shipping"] = known.get("shipping", {}) | said.initial
    return known


def _keep_address(request: ShopRequest, draft: CheckoutDraft, told: AddressStep) -> None:
    before = draft.zone
    draft.email, draft.phone = told.contact.cleaned_data["email"], told.contact.cleaned_data["phone"]
    draft.shipping, draft.kept = told.told(), told.kept
    draft.billing = {} if told.same else told.billing.told()
    if before and before != draft.zone:
        draft.speed = ""
        messages.info(request, "The destination has changed, and with it what delivery costs.")
    draft.keep(request)
