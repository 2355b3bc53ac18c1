"""What a workbench sends while somebody works: answered to a script as JSON, to a form with the page it came from."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from authentication.bench import looking, page, reading, saving
from authentication.bench.forms import FindingForm, VerdictForm, errors_of
from authentication.bench.pictures import take
from authentication.bench.saving import Stale, Told
from authentication.bench.seats import Seat
from authentication.cases.refusals import CaseRefused
from authentication.models import Check


@sensitive_post_parameters("entered")
@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Keep what she says of a check, with the photographs of a form that came without a script.

    A page that said no stands at this address: opened again, it is the workbench.
    """
    if request.method == "GET":
        return redirect(f"{seat.to('case')}#check-{seat.check(code).code}")
    looking.beat(seat)
    return _kept(request, seat, seat.check(code))


@require_POST
def verdict(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Keep verdict and reason before they are submitted; only a script does so."""
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"refused": errors_of(form)}, status=422)
    try:
        saving.save_verdict(seat, form.told, request.POST.get("seen", ""))
    except Stale as stale:
        return JsonResponse({"stale": _as_json(stale.there)}, status=409)
    except CaseRefused as refused:
        return JsonResponse({"refused": refused.reasons}, status=409)
    seat.review.verdict, seat.review.reason = form.told.result, form.told.note
    return JsonResponse({"seen": form.told.seen, **page.standing(seat)})


@require_POST
def looked(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The heartbeat of a page that is on a screen."""
    looking.beat(seat, fresh="fresh" in request.POST)
    return JsonResponse(page.standing(seat))


@sensitive_post_parameters("entered")
@require_POST
def decode(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What a code or a measurement says while she types it: nothing is kept here, nothing stands in an address."""
    if (check := seat.check(code)).asks == Check.Asks.NOTHING:
        raise Http404
    return JsonResponse(reading.said_of(seat, check, request.POST.get("entered", "")))


def _kept(request: HttpRequest, seat: Seat, check: Check) -> HttpResponse:
    form = FindingForm(request.POST)
    if not form.is_valid():
        return _refused(request, seat, check, errors_of(form), 422)
    try:
        saving.save_finding(seat, check, form.told, request.POST.get("seen", ""))
    except Stale as stale:
        return _stale(request, seat, check, form.told, stale)
    except CaseRefused as refused:
        return _refused(request, seat, check, list(refused.reasons), 409)
    if refused_files := [why for file in request.FILES.getlist("file") if (why := take(seat, check, file))]:
        return _refused(request, seat, check, refused_files, 422)
    if page.by_script(request):
        return JsonResponse({"seen": form.told.seen, **page.standing(seat)})
    return redirect(f"{seat.to('case')}#{page.after(seat, check)}")


def _refused(request: HttpRequest, seat: Seat, check: Check, why: list[str], status: int) -> HttpResponse:
    """Why it isn't kept. A form gets its page back with all that was typed."""
    if page.by_script(request):
        return JsonResponse({"refused": why}, status=status)
    sheet = page.sheet(seat)
    row = sheet.row_of(check.code)
    row.refused, row.told = why, _typed(request)
    return page.shown(request, sheet, status=status)


def _stale(request: HttpRequest, seat: Seat, check: Check, told: Told, stale: Stale) -> HttpResponse:
    """Both versions, for her to choose: what she sent is in the fields, what is there stands beside it."""
    if page.by_script(request):
        return JsonResponse({"stale": _as_json(stale.there)}, status=409)
    sheet = page.sheet(seat)
    row = sheet.row_of(check.code)
    row.stale, row.told = stale.there, told
    return page.shown(request, sheet, status=409)


def _typed(request: HttpRequest) -> Told:
    return Told(*(request.POST.get(name, "") for name in ("result", "note", "entered")))


def _as_json(told: Told) -> dict[str, Any]:
    return {"result": told.result, "note": told.note, "entered": told.entered, "seen": told.seen}
