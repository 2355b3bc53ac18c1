"""The queue and the workbench on the staff site: take a piece, look at it, say what it is, go on to the next."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from authentication.bench import comparing, page, queries
from authentication.bench.access import REVIEW, VIEW, case_of, claim_page, seat_of, seated
from authentication.bench.forms import VerdictForm
from authentication.bench.seats import Seat
from authentication.cases import bars, reviewing
from authentication.cases.refusals import CaseRefused
from authentication.models import Case
from portero.core.admin_site import site
from portero.core.desk import desk


@desk(REVIEW)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What she may review, by deadline; what isn't for her is counted."""
    context = site.each_context(request) | {
        "title": "Pieces to authenticate",
        "queue": queries.queue_of(request.user, timezone.now()),
    }
    return render(request, "staff/authentication/queue.html", context)


@desk(REVIEW)
@require_POST
def next_one(request: HttpRequest) -> HttpResponse:
    """Take the next piece: what she has begun, else what is due first."""
    number = queries.next_for(request.user, timezone.now())
    if not number:
        messages.success(request, "Nothing waits for you.")
        return redirect("review:queue")
    return _begun(request, number)


@desk(VIEW)
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Her workbench while she reviews it; else what she may know of the case: how it ended, or how to take it."""
    if seat := seat_of(request.user, number):
        return page.shown(request, page.sheet(seat))
    found = case_of(number)
    if found.decided_at is not None:
        return comparing.shown(request, found)
    against = bars.reasons_against(found, request.user)
    context = site.each_context(request) | {
        "title": f"{found.item.designer.name} {found.item.title}",
        "case": found,
        "against": against or _not_now(found),
        # Where it stands says what others found: whoever may still review it doesn't read that.
        "oversees": bool(against) and request.user.has_perm("authentication.open_case"),
        "asks": comparing.asking(request, found),
        "claim": claim_page(found, request.user, may_review=not against and request.user.has_perm(REVIEW)),
    }
    return render(request, "staff/authentication/door.html", context)


@desk(REVIEW)
@require_POST
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Take this piece."""
    return _begun(request, number)


@seated
@require_POST
def hand_back(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Give it back to the queue, unfinished."""
    try:
        reviewing.hand_back(seat.review.pk, actor=request.user)
    except CaseRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{seat.key} is back in the queue.")
    return redirect("review:queue")


@seated
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Her verdict, for good; then the next piece. What is missing is told above the verdict that she gave."""
    if request.method == "GET":  # a page that said no stood at this address
        return redirect(f"{seat.to('case')}#verdict")
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return page.refused_verdict(request, seat, form)
    told = form.told
    try:
        reviewing.submit(seat.review.pk, told.result, by=request.user, reason=told.note)
    except CaseRefused as refused:
        return page.refused_verdict(request, seat, form, list(refused.reasons))
    messages.success(request, f"{seat.key} is submitted.")
    number = queries.next_for(request.user, timezone.now(), but=seat.key)
    return redirect("review:case", number) if number else redirect("review:queue")


def _not_now(found: Case) -> list[str]:
    return ["Nobody has to review it now."] if reviewing.next_round(found) is None else []


def _begun(request: HttpRequest, number: str) -> HttpResponse:
    found = case_of(number)
    try:
        reviewing.begin(found.pk, by=request.user)
    except CaseRefused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return redirect("review:queue")
    return redirect("review:case", number)
