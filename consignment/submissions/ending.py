"""The end of the sell form: the page with the number, and the one that confirms her e-mail by one button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import guard
from consignment.models import Submission
from consignment.submissions import drafts, links, sending
from consignment.submissions.access import by_token, found
from consignment.submissions.forms import LaterForm
from portero.core.personal import personal


@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def sent(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Its number and what happens next; a POST sends the confirming mail again, to a corrected address too."""
    if submission.state == Submission.State.DRAFT:
        return redirect("sell:pictures", links.draft_token(submission))
    posted = request.POST if request.method == "POST" else None
    form = LaterForm(posted, initial={"email": submission.email})
    if form.is_valid() and not form.by_robot:
        email = form.cleaned_data["email"]
        if not guard.asked_too_often(request, "sell-confirm", email):
            sending.write_again(submission.pk, email)
            messages.success(request, f"The mail is on its way to {email}.")
            return redirect("sell:sent", links.draft_token(submission))
        form.add_error(None, guard.WAIT)
    wrong = form.focus_first_error()
    context = {
        "submission": submission,
        "form": form,
        "token": links.draft_token(submission),
        "pictures": drafts.pictures_of(submission),
    }
    return render(request, "consignment/sell/sent.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button: a mail program that opens links by itself confirms nothing."""
    submission = found(request, lambda: links.submission_to_confirm(token))
    if isinstance(submission, HttpResponse):
        return submission
    if request.method == "POST":
        submission = sending.confirm(submission.pk, user=request.user)
    if submission.state != Submission.State.UNCONFIRMED:
        return redirect("sell:sent", links.draft_token(submission))
    return render(request, "consignment/sell/confirm.html", {"submission": submission})
