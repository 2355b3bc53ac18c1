"""The page on which a claim is decided: what the review found, what is left open by it, the sums, reasons she reads."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from authentication.bench import comparing
from authentication.models import Review
from orders.books.splits import Split
from orders.promise.desk import decisions
from orders.promise.desk.access import claim_numbered
from orders.promise.desk.decisions import Decision
from orders.promise.desk.pictures import compared_of
from orders.promise.desk.queues import DECIDE
from orders.promise.desk.sale import sale_of
from orders.promise.desk.story import findings
from orders.promise.models import Claim, ClaimPhoto
from orders.promise.states import ClaimRefused
from portero.core.admin_site import site
from portero.core.desk import desk

CHANGED = "It comes to another sum now. Look at it, and decide again."


@desk(DECIDE)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """A POST decides; an allowance is worked out first, and decided with the sum that was shown."""
    claim = claim_numbered(number)
    found = {one.name: one for one in decisions.open_to(claim)}
    if request.method != "POST":
        return _page(request, claim, found)
    decision = found.get(request.POST.get("do", ""))
    if decision is None:
        messages.error(request, "It has moved on meanwhile. Here is how it stands.")
        return redirect("claims-desk:one", number)
    if not request.user.has_perm(decision.permission):
        raise PermissionDenied
    form = decisions.form_of(decision, claim, request.POST)
    worked_out = decisions.off(claim, form)
    if (
        form.is_valid()
        and _sum_was_seen(request, form, worked_out)
        and _decided(request, claim, decision, form)
    ):
        return redirect("claims-desk:one", number)
    return _page(request, claim, found, decision, form, worked_out)


def _sum_was_seen(request: HttpRequest, form: forms.Form, worked_out: Split | None) -> bool:
    """Whether she decides with the sum before her eyes; without an allowance there is none to see."""
    if worked_out is None:
        return True
    shown = request.POST.get("shown", "")
    if shown and shown != str(worked_out.total):
        form.add_error(None, CHANGED)
    return shown == str(worked_out.total)


def _decided(request: HttpRequest, claim: Claim, decision: Decision, form: forms.Form) -> bool:
    try:
        decision.act(claim, actor=request.user, **form.cleaned_data)
    except ClaimRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"{claim.number} is decided. She has a mail with the reasons.")
    return True


def _page(
    request: HttpRequest,
    claim: Claim,
    found: dict[str, Decision],
    sent: Decision | None = None,
    posted: forms.Form | None = None,
    worked_out: Split | None = None,
) -> HttpResponse:
    may = [one for one in found.values() if request.user.has_perm(one.permission)]
    ways = [(one, posted if one == sent else decisions.form_of(one, claim)) for one in may]
    context = site.each_context(request) | {
        "title": f"Decide {claim.number}",
        "claim": claim,
        "against": decisions.against(claim, request.user),
        "ways": ways,
        "sent": sent,
        "everything": decisions.everything(claim),
        "off": worked_out,
        "columns": _reviews(request, claim),
        "sale": sale_of(claim),
        "photos": [one for one in claim.photos.all() if one.source == ClaimPhoto.Source.BUYER],
        "findings": findings(claim),
        "compared": compared_of(claim),
    }
    wrong = posted is not None and bool(posted.errors)
    return render(request, "staff/claims/decide.html", context, status=422 if wrong else 200)


def _reviews(request: HttpRequest, claim: Claim) -> list[Any]:
    """What each reviewer said, once the case is decided, for those who may read reviews."""
    case = claim.case
    if case is None or case.decided_at is None or not request.user.has_perm(comparing.COMPARE):
        return []
    submitted = case.reviews.filter(state=Review.State.SUBMITTED)
    return list(submitted.select_related("reviewer", "expert").order_by("round"))
