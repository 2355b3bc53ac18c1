"""She opens a claim about one piece of her order; works without a script, and loses no picture to an error.

A picture that came stays: it lies in the storage, and the form names it by a signed word (orders.promise.pictures).
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guard import WITHIN
from accounts.throttle import too_often
from catalog.photography import private
from catalog.photography.refusals import BadPicture
from orders.access import order_by_token
from orders.order.models import Order
from orders.promise import opening, pictures
from orders.promise.forms import ClaimForm
from orders.promise.models import Claim
from orders.promise.pictures import Kept
from orders.promise.states import ClaimRefused
from orders.promise.windows import Claimable, claimable, condition_until
from orders.views.personal import ShopRequest
from portero.core.personal import personal

PICTURES_PER_ORDER = 60  # an hour
SLOWLY = "That was a great many pictures. Please go on in an hour."
FULL = f"{pictures.MOST} pictures are as many as we take. Take one away first."
OPENED = "We have your claim and have written to you. This page keeps every step of it."

Pictures = dict[str, Kept]  # by the word that the form names them by


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def open_one(request: ShopRequest, token: str, number: str) -> HttpResponse:
    """The form for a piece of this order; why there is none where it can't be claimed; the claim where one is open."""
    order = order_by_token(token)
    piece = _piece(order, number)
    if open_claim := _open_claim(order, piece):
        return redirect("promise:claim", token, open_claim.number)
    if request.method != "POST":
        form = ClaimForm(initial={"kind": _only(piece)}, kinds=piece.kinds)
        return _page(request, token, order, piece, form, {})
    held = _held(request, order)
    refused = _take_in(request, order, held) if piece.kinds else []
    if {"stay", "take-away"} & request.POST.keys():  # she adds or takes away pictures, and isn't done
        form = ClaimForm(initial=request.POST.dict(), kinds=piece.kinds)
        return _page(request, token, order, piece, form, held, refused)
    form = ClaimForm(request.POST, kinds=piece.kinds, pictures=len(held))
    claim = None if refused else _opened(request, order, piece, form, held)
    if claim is not None:
        messages.success(request, OPENED)
    elif form.non_field_errors():  # a second click came first
        claim = _open_claim(order, piece)
    if claim is not None:
        return redirect("promise:claim", token, claim.number)
    form.focus_first_error()
    return _page(request, token, order, piece, form, held, refused)


@require_safe
@personal
def picture(request: ShopRequest, token: str, number: str, word: str) -> HttpResponse:
    """A picture of a form that isn't sent yet, small; another order's is a 404."""
    kept = pictures.by_word(word, order_by_token(token).number)
    if kept is None:
        raise Http404
    return private.answer(kept.file, "small")


def _piece(order: Order, number: str) -> Claimable:
    """The piece of this order with that item number, and what can be claimed of it. Raises Http404."""
    found = next((one for one in claimable(order) if one.item.number == number), None)
    if found is None:
        raise Http404
    return found


def _open_claim(order: Order, piece: Claimable) -> Claim | None:
    return Claim.objects.filter(line=piece.line, ended_at__isnull=True).first()


def _only(piece: Claimable) -> str | None:
    return next(iter(piece.kinds)) if len(piece.kinds) == 1 else None


def _condition_over(piece: Claimable) -> datetime | None:
    """When the time for its condition ran out; None while it runs, and before it does."""
    until = condition_until(piece.shipment_line)
    return until if until and until < timezone.now() else None


def _held(request: ShopRequest, order: Order) -> Pictures:
    """The pictures that came before and stay; what she took away, and what nobody signed, is left out."""
    gone = request.POST.get("take-away")
    words = [word for word in dict.fromkeys(request.POST.getlist("kept")) if word != gone]
    found = {word: pictures.by_word(word, order.number) for word in words[: pictures.MOST]}
    return {word: kept for word, kept in found.items() if kept is not None}


def _take_in(request: ShopRequest, order: Order, held: Pictures) -> list[str]:
    """Add the pictures that came with this try to those that she has; why some weren't taken."""
    refused: list[str] = []
    for file in request.FILES.getlist("photos"):
        if len(held) >= pictures.MOST:
            return [*refused, FULL]
        if too_often("claim-picture", order.number, limit=PICTURES_PER_ORDER, within=WITHIN):
            return [*refused, SLOWLY]
        try:
            kept = pictures.keep(file, file.name or "")
        except BadPicture as why:
            refused.append(f"{file.name}: {why}")
        else:
            held[pictures.word_for(kept, order.number)] = kept
    return refused


def _opened(
    request: ShopRequest, order: Order, piece: Claimable, form: ClaimForm, held: Pictures
) -> Claim | None:
    if not form.is_valid():
        return None
    told = form.cleaned_data
    try:
        return opening.open_claim(
            order,
            piece.line.pk,
            kind=told["kind"],
            words=told["words"],
            kept=list(held.values()),
            actor=request.user,
            appointment=told["appointment"],
        )
    except ClaimRefused as refused:
        form.add_error(None, str(refused))
        return None


def _page(
    request: ShopRequest,
    token: str,
    order: Order,
    piece: Claimable,
    form: ClaimForm,
    held: Pictures,
    refused: list[str] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "order": order,
        "token": token,
        "piece": piece,
        "form": form,
        "held": held,
        "refused": refused or [],
        "room": len(held) < pictures.MOST,
        "over": _condition_over(piece),
    }
    wrong = bool(form.errors or refused)
    return render(request, "promise/open.html", context, status=422 if wrong else 200)
