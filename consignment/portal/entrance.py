"""The ways into the portal: the mailed link with its one button, and the page that mails a fresh link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import guard
from accounts.throttle import client_address, is_over, too_often
from consignment import access
from consignment.models import Submission
from consignment.portal import links, mails
from consignment.portal.forms import LinkForm
from portero.core.personal import personal

GUESSES = 20


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Her mailed link: the page has one button, because mail programs open links by themselves.

    An old link mails a fresh one to the address it was made for. Wrong ones are counted per visitor's address: after
    GUESSES of them in an hour no link opens from there.
    """
    if _guesses_too_often(request, token):
        return render(request, "consignment/portal/link.html", {"form": LinkForm(), "wait": True}, status=429)
    try:
        pk = links.submission_of(token)
    except links.LinkIsOld as old:
        return _fresh(request, old.submission_pk)
    submission = get_object_or_404(Submission.objects.select_related("consignor"), pk=pk)
    if submission.consignor is None:
        raise Http404
    if request.method != "POST":
        return render(request, "consignment/portal/open.html", {"submission": submission})
    access.open_for(request, submission.consignor)
    return redirect("portal:piece", submission.number)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def mail_link(request: HttpRequest) -> HttpResponse:
    """Type an e-mail, get the link: the answer is the same whether we know it or not."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if not form.by_robot and not guard.asked_too_often(request, "portal-link", email):
            mails.link_wanted(email)
        return render(request, "consignment/portal/mailed.html", {"email": email})
    form.focus_first_error()
    return render(request, "consignment/portal/link.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@personal
def leave(request: HttpRequest) -> HttpResponse:
    """Close the portal in this browser."""
    access.leave(request)
    return redirect("portal:link")


def _fresh(request: HttpRequest, submission_pk: int) -> HttpResponse:
    submission = get_object_or_404(Submission, pk=submission_pk)
    if request.method != "POST":
        return render(request, "consignment/portal/old_link.html", {"submission": submission})
    if not guard.asked_too_often(request, "portal-link", submission.email):
        mails.link_wanted(submission.email)
    return render(request, "consignment/portal/mailed.html", {"email": ""})


def _guesses_too_often(request: HttpRequest, token: str) -> bool:
    """Only wrong tokens count, so that nobody is kept from her own pieces by opening them often."""
    key = client_address(request)
    if links.is_ours(token):
        return is_over("portal-guess", key, limit=GUESSES)
    return too_often("portal-guess", key, limit=GUESSES, within=guard.WITHIN)
