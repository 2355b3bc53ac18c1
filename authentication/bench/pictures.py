"""Photographs on a workbench: those of the case, and those that she adds, each distrusted and encoded anew."""

from contextlib import suppress
from pathlib import PurePath
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.guard import WITHIN
from accounts.throttle import too_often
from authentication.bench import evidence, page, saving
from authentication.bench.forms import FindingForm
from authentication.bench.seats import Seat
from authentication.bench.sheet import picture
from authentication.cases.refusals import CaseRefused
from authentication.models import CasePhoto, Check, Evidence
from catalog.photography import private
from catalog.photography.containers import RAW
from catalog.photography.refusals import BadPicture

PER_REVIEW = 200
SLOWLY = "That was a great many photographs. Please go on in an hour."


@require_POST
def add(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Take one photograph in; a script sends each by itself and shows how far it is."""
    check, file = seat.check(code), request.FILES.get("file")
    if file is None:
        return JsonResponse({"refused": ["No photograph came with it."]}, status=400)
    if too_often("review-picture", str(seat.review.pk), limit=PER_REVIEW, within=WITHIN):
        return JsonResponse({"refused": [SLOWLY]}, status=429)
    try:
        kept = _keep(seat, check, file)
    except BadPicture as why:
        return JsonResponse({"refused": [str(why)]}, status=422)
    except CaseRefused as refused:
        return JsonResponse({"refused": refused.reasons}, status=409)
    return JsonResponse({"picture": picture(seat, kept), **page.standing(seat)}, status=201)


@require_POST
def remove(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """Take a photograph away again; one that isn't there is away already."""
    mine = Evidence.objects.filter(finding__review=seat.review).select_related("finding__check_made")
    found = mine.filter(pk=pk).first()
    if found:
        try:
            evidence.remove(seat, found)
        except CaseRefused as refused:
            return JsonResponse({"refused": refused.reasons}, status=409)
    if page.by_script(request):
        return JsonResponse(page.standing(seat))
    if found is None:
        return redirect(seat.to("case"))
    _keep_typed(request, seat, found.finding.check_made)
    return redirect(f"{seat.to('case')}#check-{found.finding.check_made.code}")


@require_safe
def of_case(request: HttpRequest, seat: Seat, pk: int, size: str) -> HttpResponse:
    """A photograph that the case was opened with."""
    return private.answer(get_object_or_404(CasePhoto, pk=pk, case=seat.review.case).file, size)


@require_safe
def of_finding(request: HttpRequest, seat: Seat, pk: int, size: str) -> HttpResponse:
    """One of her own photographs; another reviewer's is a 404."""
    return private.answer(get_object_or_404(Evidence, pk=pk, finding__review=seat.review).file, size)


def take(seat: Seat, check: Check, file: Any) -> str:
    """Take in a photograph of a form; why not, or nothing."""
    try:
        _keep(seat, check, file)
    except (BadPicture, CaseRefused) as why:
        return f"{file.name}: {why}"
    return ""


def _keep_typed(request: HttpRequest, seat: Seat, check: Check) -> None:
    """A form that takes a photograph away brings what was typed beside it; what can be kept of it is."""
    form = FindingForm(request.POST)
    if form.is_valid():
        with suppress(saving.Stale, CaseRefused):
            saving.save_finding(seat, check, form.told, request.POST.get("seen", ""))


def _keep(seat: Seat, check: Check, file: Any) -> Evidence:
    """Encode it anew and hang it to its finding. Raises BadPicture and CaseRefused."""
    # Phones call a JPEG .heic and the other way round; only a raw file's ending says what its bytes don't.
    name = file.name or ""
    return evidence.add(seat, check, file, name if PurePath(name).suffix.casefold() in RAW else "")
