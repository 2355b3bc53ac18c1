"""Saved searches: saving the page she is on, the account's list, and one search by its mailed link."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import guard
from accounts.models import person
from concierge import links
from concierge.models import SavedSearch
from concierge.searches import saving
from concierge.searches.forms import NameForm, SaveForm
from concierge.searches.place import Place, read_place
from concierge.searches.wording import name_of
from orders.views.personal import ShopRequest
from portero.core.context import figures_of
from portero.core.personal import personal

FULL = "You have {most} saved searches. Delete one that you no longer need, then save this one."
SAID = {
    "confirm": "Your search is on. We write when something new fits.",
    "pause": "The search is paused. It writes nothing until you take it up again.",
    "resume": "The search is on again, for pieces listed from now on.",
}
VERBS: dict[str, Callable[[SavedSearch], None]] = {
    "confirm": saving.confirm,
    "pause": saving.pause,
    "resume": saving.resume,
}


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def save(request: ShopRequest) -> HttpResponse:
    """Save the list at the address `at`: at once for a client, after her confirmation for a guest."""
    place = read_place(request.POST.get("at", "") or request.GET.get("at", ""))
    if place is None:
        return redirect("catalog:shop")
    form = SaveForm(
        request.POST if request.method == "POST" else None, user=request.user, initial={"at": place.address}
    )
    if form.is_valid() and (answer := _saved(request, form, place)):
        return answer
    form.focus_first_error()
    context = {"form": form, "place": place, "name": name_of(place), "figures": figures_of(request)}
    return render(request, "concierge/searches/save.html", context)


def _saved(request: ShopRequest, form: SaveForm, place: Place) -> HttpResponse | None:
    """The answer to a form that was taken; None for one that wasn't, with the reason beside it."""
    asked = render(request, "concierge/searches/asked.html", {"email": form.told_email, "place": place})
    if form.by_robot:
        return asked
    if guard.asked_too_often(request, "save-search", form.told_email):
        form.add_error(None, guard.WAIT)
        return None
    try:
        if form.user is None:
            saving.save_for_guest(form.told_email, place)
            return asked
        saving.save_for_client(form.user, place)
    except saving.TooMany:
        form.add_error(None, FULL.format(most=saving.MOST_PER_PERSON))
        return None
    messages.success(request, "Saved. We write when something new fits.")
    return redirect("concierge:searches")


@require_safe
@login_required
@personal
def listed(request: ShopRequest) -> HttpResponse:
    """Her saved searches, newest first."""
    mine = SavedSearch.objects.filter(user=person(request))
    context = {"searches": list(mine), "figures": figures_of(request)}
    return render(request, "concierge/searches/list.html", context)


@require_POST
@login_required
@personal
def change(request: ShopRequest, pk: int) -> HttpResponse:
    """Name, pause, take up again or delete one of hers; anybody else's is a 404."""
    saved = get_object_or_404(SavedSearch, pk=pk, user=person(request))
    messages.success(request, _done(request, saved))
    return redirect("concierge:searches")


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def by_link(request: ShopRequest, token: str) -> HttpResponse:
    """One search for whoever holds its mailed link: confirm it, pause it, delete it.

    A GET changes nothing: mail programs open links to look at them, and must not confirm for anybody.
    """
    saved = get_object_or_404(SavedSearch, pk=links.pk_of(links.SEARCH, token))
    if request.method == "POST":
        said = _done(request, saved)
        if request.POST.get("do") == "delete":
            return render(request, "concierge/searches/gone.html")
        messages.success(request, said)
        return redirect("concierge:search", token)
    return render(request, "concierge/searches/one.html", {"search": saved, "token": token})


@csrf_exempt  # the reader's mail program posts here by itself (RFC 8058); the signed token is the permission
@require_http_methods(["GET", "HEAD", "POST"])
@personal
def stop(request: ShopRequest, token: str) -> HttpResponse:
    """The one click that ends a search's mails; a GET only asks, a second POST changes nothing."""
    saved = SavedSearch.objects.filter(pk=links.pk_of(links.SEARCH, token)).first()
    if request.method == "POST" and saved:
        saving.pause(saved)
        saved.refresh_from_db()
    return render(request, "concierge/searches/stop.html", {"search": saved, "token": token})


def _done(request: ShopRequest, saved: SavedSearch) -> str:
    """Do what the button says; what was done, in words. Raises Http404 for a verb that there isn't."""
    verb: Any = request.POST.get("do", "")
    if verb == "delete":
        saved.delete()
        return "The search is deleted."
    if verb == "rename":
        form = NameForm(request.POST)
        if not form.is_valid():
            return "The name stays as it was: please use words, without addresses or signs."
        saving.rename(saved, form.cleaned_data["name"])
        return "The new name is saved."
    if verb not in VERBS:
        raise Http404
    if verb == "confirm" or saved.confirmed_at:
        VERBS[verb](saved)
    return SAID[verb]
