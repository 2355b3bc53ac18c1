"""The table where a parcel under a claim is opened: tag and pictures against how the piece left, on a phone too."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from catalog.photography.refusals import BadPicture
from orders.fulfilment.uploads import sent_pictures
from orders.promise import inspecting
from orders.promise.desk.access import claim_numbered
from orders.promise.desk.forms import InspectForm
from orders.promise.desk.pictures import compared_of
from orders.promise.desk.queues import RECEIVE
from orders.promise.models import Claim, ClaimState
from orders.promise.states import ClaimRefused
from portero.core.admin_site import site
from portero.core.desk import desk


@desk(RECEIVE)
@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, number: str) -> HttpResponse:
    """Both sets side by side. Pictures are kept as they come; `do=photos` keeps the pictures alone."""
    claim = claim_numbered(number)
    if claim.state != ClaimState.RECEIVED:
        return redirect("claims-desk:one", number)
    problems = dict(_take(request, claim))
    records = request.method == "POST" and request.POST.get("do") != "photos"
    typed: Any = request.POST if request.method == "POST" else None
    form = InspectForm(typed if records else None, checks=inspecting.CHECKS, initial=typed or {})
    if records and form.is_valid() and not problems and _record(request, claim, form):
        return redirect("claims-desk:one", number)
    return _page(request, claim_numbered(number), form, problems)


def _record(request: HttpRequest, claim: Claim, form: InspectForm) -> bool:
    told = {"tag": form.cleaned_data["tag"], "note": form.cleaned_data["note"], "checks": form.checks()}
    try:
        found = inspecting.found(claim, actor=request.user, **told)
    except ClaimRefused as refused:
        form.add_error(None, str(refused))
        return False
    if found.tag_matches:
        messages.success(request, "It wears the tag that it left with. An authenticator takes it from here.")
    else:
        messages.warning(request, "It is recorded: this isn’t the tag that it left with.")
    return True


def _take(request: HttpRequest, claim: Claim) -> Iterator[tuple[str, str]]:
    """Keep every picture that was sent; gives the field and the problem of each that couldn't be."""
    for sent in sent_pictures(request):
        if sent.line_pk != claim.shipment_line_id:
            continue
        try:
            inspecting.photograph(claim, sent.shot, sent.file, sent.file.name or "", actor=request.user)
        except (BadPicture, ClaimRefused) as problem:
            yield sent.field, str(problem)


def _page(request: HttpRequest, claim: Claim, form: InspectForm, problems: dict[str, str]) -> HttpResponse:
    context = site.each_context(request) | {
        "title": "Compare what came back",
        "claim": claim,
        "form": form,
        "compared": compared_of(claim, is_open=True, problems=problems),
    }
    return render(
        request, "staff/claims/inspect.html", context, status=422 if problems or form.errors else 200
    )
