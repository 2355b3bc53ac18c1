"""Her pages: the list of her pieces, one piece, and the verbs on it; every object through `consignment.access`."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from consignment import access
from consignment.models import Submission
from consignment.portal.covenant import consigned_of
from consignment.portal.forms import MessageForm
from consignment.portal.pieces import piece_of, pieces_of
from consignment.submissions import answering, inclusions, pictures
from consignment.submissions.links import draft_link
from consignment.submissions.states import SubmissionRefused
from portero.core.personal import personal


@require_safe
@personal
def listed(request: HttpRequest) -> HttpResponse:
    """All her pieces, newest first; whoever hasn't opened them is led to the page that mails her link."""
    consignor = access.consignor_here(request)
    if consignor is None:
        return redirect("portal:link")
    return render(
        request, "consignment/portal/list.html", {"pieces": pieces_of(consignor), "consignor": consignor}
    )


@require_safe
@personal
def piece(request: HttpRequest, number: str) -> HttpResponse:
    """One piece: where it stands, what comes next, what happened, and what she can do.

    Whoever hasn't opened her pieces (a bookmark, a day later) is led to the page that mails her link, whichever number
    it is.
    """
    consignor = access.consignor_here(request)
    if consignor is None:
        return redirect("portal:link")
    return _page(request, access.submission_of(consignor, number), MessageForm())


@require_POST
@personal
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """She takes the piece back before there is an agreement."""
    submission = hers(request, number)
    try:
        answering.withdraw(submission.pk)
        messages.success(request, f"{submission.number} is withdrawn.")
    except SubmissionRefused as refused:
        messages.error(request, str(refused))
    return redirect("portal:piece", number)


@require_POST
@personal
def message(request: HttpRequest, number: str) -> HttpResponse:
    """A few lines to our specialists; a line without words comes back with the question."""
    submission = hers(request, number)
    form = MessageForm(request.POST)
    if not form.is_valid():
        form.focus_first_error()
        return _page(request, submission, form, status=422)
    answering.write(submission.pk, form.cleaned_data["said"])
    messages.success(request, "We have your message.")
    return redirect("portal:piece", number)


@require_safe
@personal
def photo(request: HttpRequest, number: str, pk: int, size: str) -> HttpResponse:
    """One of her own pictures out of the private storage: `small`, `medium` or `full`."""
    return pictures.picture(get_object_or_404(hers(request, number).photos, pk=pk), size)


def hers(request: HttpRequest, number: str) -> Submission:
    """The submission of this number if it is hers. Raises Http404 for everything else."""
    return access.submission_of(access.consignor_of(request), number)


def _page(
    request: HttpRequest, submission: Submission, form: MessageForm, *, status: int = 200
) -> HttpResponse:
    shown = piece_of(submission)
    consigned = consigned_of(shown.consignment) if shown.consignment else None
    context: dict[str, Any] = {
        "piece": shown,
        "consigned": consigned,
        "next": consigned.next if consigned and consigned.next else shown.next,
        "photos": pictures.named(submission),
        "included": inclusions.named(submission.included),
        "form": form,
        "add": draft_link(submission) if submission.state == Submission.State.ASKED else "",
    }
    return render(request, "consignment/portal/piece.html", context, status=status)
