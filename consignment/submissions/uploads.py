"""Addresses that a script talks to while pictures go up: one picture per request, under a key of the browser's.

None of them asks for a form token: nothing here follows from a cookie, the signed token in the address is the
whole authority, and another site doesn't know it (docs/selling.md).
"""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import WITHIN
from accounts.throttle import client_address, too_often
from catalog.photography.refusals import BadPicture
from consignment.models import Submission, SubmissionPhoto
from consignment.submissions import drafts, pictures, shots
from consignment.submissions.access import by_token
from consignment.submissions.links import draft_token
from consignment.submissions.states import SubmissionRefused

PER_ADDRESS = 400
SLOWLY = "That was a great many pictures. Please go on in an hour."


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def photos(request: HttpRequest, submission: Submission) -> HttpResponse:
    """What the draft holds; a POST brings one picture (`key`, `shot`, `file`) or the `kind`."""
    if request.method != "POST":
        return JsonResponse(facts_of(submission))
    file = request.FILES.get("file")
    return _take(request, submission, file) if file else _tell_kind(submission, kind_in(request))


@require_safe
@by_token
def photo(request: HttpRequest, submission: Submission, pk: int, size: str) -> HttpResponse:
    """One picture, for whoever holds the draft's link; another draft's is a 404."""
    return pictures.picture(get_object_or_404(SubmissionPhoto, pk=pk, submission=submission), size)


@csrf_exempt
@require_POST
@by_token
def remove(request: HttpRequest, submission: Submission, pk: int) -> HttpResponse:
    """Take a picture back."""
    try:
        pictures.remove(submission.pk, pk)
    except SubmissionRefused as why:
        return JsonResponse({"refused": str(why)}, status=409)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(facts_of(submission))
    return redirect("sell:pictures", draft_token(submission))


def take_all(request: HttpRequest, submission: Submission) -> list[str]:
    """All pictures of a form that came without a script, each to its shot; why some weren't taken."""
    named = [(name.removeprefix("shot-"), file) for name, files in request.FILES.lists() for file in files]
    listed = [shot.code for shot in shots.shots_of(submission.kind)]
    refused, taken = [], set(submission.photos.values_list("shot", flat=True))
    for shot, file in named[: shots.MOST]:
        free = next((code for code in listed if code not in taken), shots.MORE)
        code = shot if shot in (*listed, shots.MORE) else free
        taken.add(code)
        try:
            pictures.add(submission.pk, uuid4(), code, file, file.name or "")
        except (BadPicture, SubmissionRefused) as why:
            refused.append(f"{shots.name_of(submission.kind, code)}: {why}")
    return refused


def kind_in(request: HttpRequest) -> str:
    """The kind of piece that a form tells, if it tells one."""
    kind = request.POST.get("kind", "")
    return kind if kind in Submission.Kind.values else ""


def facts_of(submission: Submission) -> dict[str, Any]:
    """What a script needs to show the draft as it is."""
    token = draft_token(submission)
    return {
        "open": drafts.is_open(submission),
        "pictures": [
            {
                "key": str(photo.key),
                "shot": photo.shot,
                "small": reverse("sell:photo", args=[token, photo.pk, "small"]),
                "remove": reverse("sell:remove", args=[token, photo.pk]),
            }
            for photo in drafts.pictures_of(submission)
        ],
    }


def _tell_kind(submission: Submission, kind: str) -> HttpResponse:
    try:
        if kind:
            drafts.answer(submission.pk, kind=kind)
    except SubmissionRefused as why:
        return JsonResponse({"refused": str(why)}, status=409)
    return JsonResponse(facts_of(submission))


def _take(request: HttpRequest, submission: Submission, file: Any) -> HttpResponse:
    if too_often("sell-picture", client_address(request), limit=PER_ADDRESS, within=WITHIN):
        return JsonResponse({"refused": SLOWLY}, status=429)
    try:
        key = UUID(request.POST.get("key", ""))
        taken = pictures.add(submission.pk, key, request.POST.get("shot", ""), file, file.name or "")
    except Submission.DoesNotExist:  # left alone too long, and deleted while the picture came
        raise Http404 from None
    except ValueError:
        return JsonResponse({"refused": "The picture came without its key."}, status=400)
    except BadPicture as why:
        return JsonResponse({"refused": str(why)}, status=422)
    except SubmissionRefused as why:
        return JsonResponse({"refused": str(why)}, status=409)
    return JsonResponse({**facts_of(submission), "said": taken.said}, status=201)
