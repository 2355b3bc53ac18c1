"""The requests on the staff site: those to look at, the most urgent first, and one with its log and the answers."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from concierge.finding import lifecycle, mails
from concierge.finding.forms import AnswerForm
from concierge.models import FindRequest
from portero.core.admin_site import site
from portero.core.desk import desk

PERMISSION = "concierge.change_findrequest"
SHOWN = 200


def open_requests() -> QuerySet[FindRequest]:
    """What isn't closed, the one to look at first first."""
    return FindRequest.objects.exclude(state=FindRequest.State.CLOSED).order_by("look_by", "pk")


@desk(PERMISSION)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Every open request by when it wants a look."""
    context = site.each_context(request) | {
        "title": "Find It For Me",
        "finds": open_requests()[:SHOWN],
        "now": timezone.now(),
    }
    return render(request, "staff/finds.html", context)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One request; a POST keeps a look, proposes a piece or closes it."""
    found = get_object_or_404(FindRequest.objects.select_related("user"), number=number)
    verb = request.POST.get("do", "")
    form = AnswerForm(request.POST if request.method == "POST" else None, proposing=verb == "propose")
    if form.is_valid() and _done(request, found, verb, form):
        return redirect("finding:queue")
    context = site.each_context(request) | {
        "title": f"{found.number} {found.what}",
        "find": found,
        "asked": mails.wishes_of(found),
        "events": found.events.select_related("actor", "item__designer"),
        "form": form,
    }
    return render(request, "staff/find.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, found: FindRequest, verb: str, form: AnswerForm) -> bool:
    told: dict[str, Any] = form.cleaned_data
    try:
        if verb == "propose":
            lifecycle.propose(found.pk, told["number"], actor=request.user, why=told["said"])
        elif verb == "close":
            lifecycle.close(found.pk, actor=request.user, said=told["said"])
        else:
            lifecycle.looked(found.pk, actor=request.user, said=told["said"], public=told["public"])
    except lifecycle.FindRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"{found.number}: kept.")
    return True
