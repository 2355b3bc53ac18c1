"""An outside authenticator's page: the piece, the checklist, her verdict; no owner, no price, no other review."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from authentication.bench import page
from authentication.bench.access import by_link
from authentication.bench.forms import VerdictForm
from authentication.bench.seats import Seat
from authentication.cases import outside
from authentication.cases.refusals import CaseRefused


@by_link
@require_safe
def case(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Her workbench."""
    return page.shown(request, page.sheet(seat))


@by_link
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Her word; after it the link is used up."""
    if request.method == "GET":  # a page that said no stood at this address
        return redirect(f"{seat.to('case')}#verdict")
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return page.refused_verdict(request, seat, form)
    try:
        outside.word(seat.review.pk, form.told.result, form.told.note)
    except CaseRefused as refused:
        return page.refused_verdict(request, seat, form, list(refused.reasons))
    return render(request, "authentication/outside_over.html", {"review": seat.review, "answered": True})
