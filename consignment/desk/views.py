"""Submissions on the staff site: the queue by deadline, and one with its pictures, comparables and the answers."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consignment.desk import queries
from consignment.desk.forms import OfferForm, ReasonForm, suggested
from consignment.models import CommissionTier, Submission, SubmissionPhoto
from consignment.offers import making
from consignment.offers.comparing import Comparables, comparables_of
from consignment.offers.reckoning import Reckoning, reckon
from consignment.submissions import answering, inclusions, pictures
from consignment.submissions.states import SubmissionRefused
from portero.core.admin_site import site
from portero.core.desk import desk

PERMISSION = "consignment.change_submission"
Verb = Callable[..., Any]
ANSWERS: dict[str, tuple[Verb, str]] = {
    "decline": (lambda pk, said, actor: answering.decline(pk, actor=actor, why=said), "declined"),
    "ask": (
        lambda pk, said, actor: answering.ask_for_pictures(pk, actor=actor, what=said),
        "asked for pictures",
    ),
    "message": (lambda pk, said, actor: answering.write(pk, said, actor=actor), "message sent"),
}


@desk(PERMISSION)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a quote, the messages nobody has answered, and what waits for its consignor."""
    now = timezone.now()
    context = site.each_context(request) | {
        "title": "Submissions",
        "groups": queries.groups(now),
        "unread": queries.unread()[:50],
        "with_her": queries.with_her()[:50],
        "now": now,
    }
    return render(request, "staff/submissions.html", context)


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One submission; a POST reckons what an offer would pay, offers, declines, asks for pictures or writes."""
    known = Submission.objects.select_related("consignor", "item").exclude(state=Submission.State.DRAFT)
    submission = get_object_or_404(known, number=number)
    like = comparables_of(submission)
    verb = request.POST.get("do", "")
    typed = request.POST if verb in ("offer", "reckon") else None
    offer = OfferForm(typed, initial=suggested(like.low, like.high))
    reason = ReasonForm(request.POST if verb in ANSWERS else None, auto_id="answer_%s")
    if verb == "offer" and _offered(request, submission, offer, like):
        return redirect("submissions:queue")
    if verb in ANSWERS and _answered(request, submission, reason, verb):
        return redirect("submissions:one", number)
    context = site.each_context(request) | {
        "title": f"{submission.number} {submission.what}",
        "submission": submission,
        "photos": pictures.named(submission),
        "included": inclusions.named(submission.included),
        "like": like,
        "offers": submission.offers.prefetch_related("steps").select_related("made_by"),
        "events": submission.events.select_related("actor"),
        "tiers": CommissionTier.objects.all(),
        "offer": offer,
        "reckoning": _reckoned(offer) if verb == "reckon" else None,
        "reason": reason,
        "can_offer": submission.state in (Submission.State.SENT, Submission.State.OFFERED),
        "now": timezone.now(),
    }
    return render(
        request, "staff/submission.html", context, status=422 if offer.errors or reason.errors else 200
    )


@desk(PERMISSION)
@require_GET
def photo(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """One of the consignor's pictures out of the private storage: `small`, `medium` or `full`."""
    response = pictures.picture(get_object_or_404(SubmissionPhoto, pk=pk), size)
    response["Cache-Control"] = "private, no-store"
    return response


def _reckoned(form: OfferForm) -> Reckoning | None:
    """What the typed offer would pay; None where it can't be said, and the form says why."""
    if not form.is_valid():
        return None
    try:
        return reckon(form.proposal({}))
    except (making.OfferRefused, CommissionTier.DoesNotExist) as refused:
        form.add_error(None, str(refused))
        return None


def _offered(request: HttpRequest, submission: Submission, form: OfferForm, like: Comparables) -> bool:
    if not form.is_valid():
        return False
    try:
        made = making.make(submission.pk, form.proposal(like.as_basis()), actor=request.user)
    except (making.OfferRefused, SubmissionRefused, CommissionTier.DoesNotExist) as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"{submission.number}: offered, to start at ${made.start_price:,.0f}.")
    return True


def _answered(request: HttpRequest, submission: Submission, form: forms.Form, verb: str) -> bool:
    if not form.is_valid():
        return False
    do, done = ANSWERS[verb]
    try:
        do(submission.pk, form.cleaned_data["said"], request.user)
    except SubmissionRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"{submission.number}: {done}.")
    return True
