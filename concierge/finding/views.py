"""Find It For Me as the client sees it: the form, her request's page by its signed link, and the account's list."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import guard
from accounts.models import person
from concierge import links
from concierge.finding import lifecycle, mails
from concierge.finding.forms import FindForm
from concierge.models import FindRequest, Proposal
from concierge.searches.place import read_place
from concierge.searches.wording import filled_in
from orders.views.personal import ShopRequest
from portero.core.context import figures_of
from portero.core.money import dollars
from portero.core.personal import personal


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)  # it has her name in it, but search engines may list it
def find(request: ShopRequest) -> HttpResponse:
    """The form, filled in from the search at the address `at`; a form that is taken leads to the request's page."""
    posted = request.POST if request.method == "POST" else None
    form = FindForm(posted, user=request.user, initial=_initial(request))
    if form.is_valid() and (answer := _opened(request, form)):
        return answer
    form.focus_first_error()
    context = {"form": form, "figures": figures_of(request), "canonical": request.path}
    return render(request, "concierge/finding/form.html", context)


@require_safe
@personal
def one(request: ShopRequest, token: str) -> HttpResponse:
    """One request for whoever holds its link: what she asked, what happened, what was proposed."""
    found = get_object_or_404(FindRequest, pk=links.pk_of(links.FIND, token))
    proposals = found.proposals.select_related("item__designer", "item__style")
    context = {
        "find": found,
        "token": token,
        "asked": mails.wishes_of(found),
        "events": found.events.filter(public=True).select_related("item__designer"),
        "proposals": proposals,
        "new": "new" in request.GET,
    }
    return render(request, "concierge/finding/request.html", context)


@require_POST
@personal
def close(request: ShopRequest, token: str) -> HttpResponse:
    """She ends the search."""
    lifecycle.close(get_object_or_404(FindRequest, pk=links.pk_of(links.FIND, token)).pk)
    messages.success(request, "The search is closed.")
    return redirect("concierge:find-request", token)


@require_POST
@personal
def decline(request: ShopRequest, token: str, pk: int) -> HttpResponse:
    """She doesn't want a piece that we proposed; one of another request is a 404."""
    proposals = Proposal.objects.filter(request_id=links.pk_of(links.FIND, token))
    lifecycle.decline(get_object_or_404(proposals, pk=pk))
    messages.success(request, "Thank you. We go on looking.")
    return redirect("concierge:find-request", token)


@require_safe
@login_required
@personal
def listed(request: ShopRequest) -> HttpResponse:
    """The requests of her account, newest first."""
    finds = [
        (found, links.token_for(links.FIND, found.pk))
        for found in FindRequest.objects.filter(user=person(request))
    ]
    return render(request, "concierge/finding/list.html", {"finds": finds})


def _initial(request: ShopRequest) -> dict[str, Any]:
    place = read_place(request.GET.get("at", ""))
    told = filled_in(place) | {"at": place.address} if place else {}
    if "budget" in told:
        told["budget"] = dollars(told["budget"])
    name = person(request).get_full_name() if request.user.is_authenticated else ""
    return {**told, "name": name}


def _opened(request: ShopRequest, form: FindForm) -> HttpResponse | None:
    """The answer to a form that was taken; None for one that wasn't, with the reason beside it."""
    if form.by_robot:
        return render(request, "concierge/finding/thanks.html")
    if guard.asked_too_often(request, "find", form.told_email):
        form.add_error(None, guard.WAIT)
        return None
    place = read_place(form.cleaned_data["at"])
    facts = form.facts | {"came_from": place.address if place else ""}
    opened = lifecycle.open_request(
        form.cleaned_data["key"], email=form.told_email, user=form.user, facts=facts
    )
    # Her page opens by the mailed link alone: a form with a stranger's e-mail, or with somebody's key, opens nothing.
    if opened.user_id is None or opened.user_id != request.user.pk:
        return render(request, "concierge/finding/thanks.html", {"email": form.told_email})
    page = reverse("concierge:find-request", args=[links.token_for(links.FIND, opened.pk)])
    return redirect(f"{page}?new")
