"""The line for a piece: a fragment of its page (a page of its own without JavaScript), and one's place by its link."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import guard
from accounts.guard import EmailForm
from accounts.models import person
from catalog.models import Item
from concierge import links
from concierge.models import PlaceInLine
from concierge.waiting import line
from orders.views.bag import public_item, unknown_number
from orders.views.personal import ShopRequest
from portero.core.personal import personal


class JoinForm(EmailForm):
    """Her e-mail, if she isn't signed in."""


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def of_piece(request: ShopRequest, number: str) -> HttpResponse:
    """How many wait for a piece on hold, and the form to join them; htmx gets the part, a browser a page."""
    item = public_item(number)
    if item is None:
        return unknown_number(request, number)
    form = JoinForm(request.POST if request.method == "POST" else None, user=request.user, auto_id="line_%s")
    place = _joined(request, form, item) if form.is_valid() else _place_of(request, item)
    context = {
        "item": item,
        "stand": line.standing_of(item),
        "form": form,
        "count": line.waiting_for(item).count(),
        "place": place,
        "robot": bool(request.method == "POST" and form.is_valid() and form.by_robot),
        "in_words": line.place_in_words(place) if place else "",
        "token": links.token_for(links.PLACE, place.pk) if place else "",
    }
    asked_by_htmx = "HX-Request" in request.headers
    return render(request, f"concierge/waiting/{'line' if asked_by_htmx else 'page'}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def by_link(request: ShopRequest, token: str) -> HttpResponse:
    """One's place for whoever holds its mailed link; a POST gives it up."""
    places = PlaceInLine.objects.select_related("item__designer")
    place = get_object_or_404(places, pk=links.pk_of(links.PLACE, token))
    if request.method == "POST":
        line.leave(place)
        return redirect("concierge:place", token)
    waits = place.state == PlaceInLine.State.WAITING
    context: dict[str, Any] = {"place": place, "item": place.item, "token": token}
    context["in_words"] = line.place_in_words(place) if waits else ""
    return render(request, "concierge/waiting/place.html", context)


def _place_of(request: ShopRequest, item: Item) -> PlaceInLine | None:
    if not request.user.is_authenticated:
        return None
    return line.waiting_for(item).filter(user=person(request)).first()


def _joined(request: ShopRequest, form: JoinForm, item: Item) -> PlaceInLine | None:
    """Her place; None where there is no line any more (the page says how the piece stands), or for a robot."""
    if form.by_robot:
        return None
    if guard.asked_too_often(request, "line", form.told_email):
        form.add_error(None, guard.WAIT)
        return None
    try:
        return line.join(item, form.told_email, user=form.user)
    except line.NotOnHold:
        return None
