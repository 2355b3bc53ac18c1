"""Her pages of a return, behind the order's signed link; they work without a script."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.photography import private
from orders.access import order_by_token, token_for
from orders.books.ledger import entries_of
from orders.fulfilment import tracking
from orders.order.models import Order
from orders.returns import asking, shown, standing, sums, windows
from orders.returns.access import label_of, picture_of, return_of, returns_of, whole_return_of
from orders.returns.exchanging import queries as exchanges
from orders.returns.exchanging.told import asked_for
from orders.returns.forms import AskForm
from orders.returns.models import Return, ReturnState
from orders.returns.states import ReturnRefused
from orders.views.personal import ShopRequest
from portero.core.personal import personal

S = ReturnState
ASKED = "We have your request and have written to you. Please keep the piece until we answer."
WITHDRAWN = "The {} is withdrawn. What you bought stays yours."
NOTHING = "Nothing of this order can be returned here now."
LOOK_FIRST = "This is what you get back for what you chose. Ask for it if that is right."


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def ask(request: ShopRequest, token: str) -> HttpResponse:
    """Which pieces, why, and what she gets back; asked for only once she has seen that sum.

    A script asks for the sums alone, as often as she chooses anew; nothing is written then.
    """
    order = order_by_token(token)
    entries = entries_of(order)
    found = windows.returnable(order, entries=entries)
    posted = request.POST if request.method == "POST" else None
    form = AskForm(posted, returnable=[one for one in found if not one.why_not])
    if not form.returnable:
        return _nothing_to_ask(request, token, order)
    context: dict[str, Any] = {"order": order, "token": token, "form": form}
    shown = asking.preview(order, form.lines, entries=entries) if form.lines else None
    context["sums"] = sums.of_amounts(shown) if shown else None
    context["way_back"] = sums.way_back(order)
    if request.headers.get("HX-Request") == "true":
        form.is_valid()
        return render(request, "orders/returns/parts/what_back.html", context)
    if "send" in request.POST and form.is_valid() and not form.is_held_back:
        try:
            return _asked(request, order, form, context)
        except ReturnRefused as refused:
            context["problem"] = str(refused)
    form.focus_first_error()
    context["why_not"] = [one for one in found if one.why_not]
    return render(request, "orders/returns/ask.html", context)


@require_safe
@personal
def show(request: ShopRequest, token: str, number: str) -> HttpResponse:
    """One return: where it stands, her part with its label, what was found, and what she gets back."""
    order = order_by_token(token)
    ret = whole_return_of(order, number)
    way_back, events = sums.way_back(order), list(order.events.all())
    context = {
        "order": order,
        "token": token,
        "ret": ret,
        "asked": asked_for(ret).asked,
        "told": standing.told(ret, events, wait=way_back.how_long),
        "pieces": ret.pieces.all(),
        "sending": _sending(ret) if ret.state == S.APPROVED else None,
        "verdicts": shown.verdicts(ret, token),
        "sums": sums.still_to_tell(ret),
        "way_back": way_back,
        "may_withdraw": ret.state in {S.REQUESTED, S.APPROVED},
    }
    if exchange := exchanges.told_of(ret, events):
        context["exchange"] = exchange
        context["exchange_token"] = token_for(exchange.order) if exchange.order else ""
    return render(request, "orders/returns/show.html", context)


@require_safe
@personal
def label(request: ShopRequest, token: str, number: str) -> HttpResponse:
    """Her prepaid label to print."""
    found = label_of(return_of(order_by_token(token), number))
    with found.file.open("rb") as kept:
        answer = HttpResponse(kept.read(), content_type=found.file_type)
    answer["Content-Disposition"] = f'inline; filename="{number}{Path(str(found.file.name)).suffix}"'
    return answer


@require_safe
@personal
def picture(request: ShopRequest, token: str, number: str, when: str, pk: int, size: str) -> HttpResponse:
    """A picture of a refused piece, from before it left us or as it came back."""
    ret = return_of(order_by_token(token), number)
    return private.answer(picture_of(ret, when, pk), size)


@require_POST
@personal
def withdraw(request: ShopRequest, token: str, number: str) -> HttpResponse:
    """She keeps what she bought; not once the carrier has the parcel."""
    ret = return_of(order_by_token(token), number)
    try:
        withdrawn = asking.withdraw(ret, actor=request.user)
        messages.success(request, WITHDRAWN.format(asked_for(withdrawn).asked))
    except ReturnRefused as refused:
        messages.error(request, str(refused))
    return redirect("returns:show", token=token, number=number)


@require_safe
@login_required
@personal
def listed(request: ShopRequest) -> HttpResponse:
    """Her returns, newest first, each with where it stands."""
    cards = [
        {
            "ret": ret,
            "asked": asked_for(ret).asked,
            "token": token_for(ret.order),
            "told": standing.told(ret, ret.order.events.all()),
            "pieces": ret.pieces.all(),
        }
        for ret in returns_of(request.user)[:50]
    ]
    return render(request, "orders/returns/list.html", {"cards": cards})


def _nothing_to_ask(request: ShopRequest, token: str, order: Order) -> HttpResponse:
    """To the return that is open, as after a second click; else to the order, which says why nothing can come back."""
    open_one = order.returns.filter(ended_at__isnull=True).order_by("pk").last()
    if open_one is not None:
        return redirect("returns:show", token=token, number=open_one.number)
    messages.error(request, NOTHING)
    return redirect("orders:order", token=token)


def _asked(request: ShopRequest, order: Order, form: AskForm, context: dict[str, Any]) -> HttpResponse:
    """The return, if the sum is the one she saw; else the page again with the sum that holds. Raises ReturnRefused."""
    if form.shown_total != context["sums"].total:
        raise ReturnRefused(LOOK_FIRST)
    note = form.cleaned_data["note"]
    ret = asking.ask(order, form.wanted, kind=Return.Kind.RETURN, note=note, actor=request.user)
    messages.success(request, ASKED)
    return redirect("returns:show", token=token_for(order), number=ret.number)


def _sending(ret: Return) -> dict[str, Any]:
    """Her part: the label and the parcel's page, what must lie in the box, and the tags on it."""
    packed = [
        piece.shipment_line.packed for piece in ret.pieces.all() if hasattr(piece.shipment_line, "packed")
    ]
    usable = ret.label is not None and bool(ret.send_by)
    return {
        "label": ret.label if usable else None,
        "tracking": tracking.page(ret.label.carrier, ret.label.tracking_number) if ret.label else "",
        "tags": [one.security_tag for one in packed],
        "included": ", ".join(dict.fromkeys(name for one in packed for name in one.included)),
    }
