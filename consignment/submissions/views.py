"""The pages of the sell form: pictures, questions, how we reach her. Each keeps what it was told before it leads on."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import guard
from accounts.throttle import client_address, too_often
from catalog.views.public import kept_shortly
from consignment.models import Submission
from consignment.submissions import drafts, mails, sending, uploads
from consignment.submissions.access import by_token
from consignment.submissions.forms import LaterForm, QuestionsForm, ReachForm, answers_in, filled_in
from consignment.submissions.links import draft_token
from consignment.submissions.shown import shown
from consignment.submissions.states import SubmissionRefused

OPENED_PER_ADDRESS = 40


@csrf_exempt  # nothing follows from a cookie: a draft belongs to whoever gets its token (uploads)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponseBase:
    """The sell form before there is a draft, the same for everybody; a POST opens the draft of its key."""
    return _open(request) if request.method == "POST" else _front(request)


@kept_shortly
def _front(request: HttpRequest) -> HttpResponse:
    return render(request, "consignment/sell/pictures.html", shown(None) | {"canonical": request.path})


@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def pictures(request: HttpRequest, submission: Submission) -> HttpResponse:
    """The shot list with what was taken; a POST brings pictures without a script, and leads on."""
    if not drafts.is_open(submission):
        return redirect("sell:sent", draft_token(submission))
    if request.method != "POST":
        return render(request, "consignment/sell/pictures.html", shown(submission))
    if kind := uploads.kind_in(request):
        submission = drafts.answer(submission.pk, kind=kind) if submission.state == "draft" else submission
    return _led_on(request, submission)


@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def questions(request: HttpRequest, submission: Submission) -> HttpResponse:
    """What she knows of the piece."""
    if submission.state != Submission.State.DRAFT:
        return redirect("sell:sent", draft_token(submission))
    form = QuestionsForm(_posted(request), initial=filled_in(submission, QuestionsForm.base_fields))
    if request.method == "POST":
        if answer := _kept(request, submission, form):
            return answer
        if form.is_valid():
            return redirect("sell:reach", draft_token(submission))
    return _form(request, submission, form, "questions")


@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def reach(request: HttpRequest, submission: Submission) -> HttpResponse:
    """How we reach her; then it is sent."""
    if submission.state != Submission.State.DRAFT:
        return redirect("sell:sent", draft_token(submission))
    form = ReachForm(_posted(request), initial=_person(request, submission))
    if request.method == "POST":
        if answer := _kept(request, submission, form):
            return answer
        if form.is_valid() and (answer := _sent(request, submission, form)):
            return answer
    return _form(request, submission, form, "reach")


@require_POST
@by_token
def later(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Mail her the link, to go on another day or on another device."""
    form = LaterForm(request.POST)
    if form.is_valid() and not form.by_robot:
        email = form.cleaned_data["email"]
        if guard.asked_too_often(request, "sell-later", email):
            messages.error(request, guard.WAIT)
        else:
            mails.later(submission, email)
            messages.success(request, f"The link is on its way to {email}.")
    elif not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["email"])))
    return redirect("sell:pictures", draft_token(submission))


def _open(request: HttpRequest) -> HttpResponse:
    by_script = request.headers.get("Accept") == "application/json"
    if request.POST.get("website"):
        return redirect("sell:start")
    if too_often("sell-open", client_address(request), limit=OPENED_PER_ADDRESS, within=guard.WITHIN):
        answer = JsonResponse({"refused": guard.WAIT}, status=429)
        return answer if by_script else HttpResponse(guard.WAIT, status=429, content_type="text/plain")
    draft = drafts.open_draft(_key(request), kind=uploads.kind_in(request) or Submission.Kind.HANDBAG)
    if not by_script:
        return _led_on(request, draft)
    token = draft_token(draft)
    named = {"page": "pictures", "photos": "photos", "questions": "questions"}
    pages = {name: reverse(f"sell:{page}", args=[token]) for name, page in named.items()}
    return JsonResponse(pages | uploads.facts_of(draft), status=201)


def _key(request: HttpRequest) -> UUID:
    """The browser's own key, so that a form opened twice is one draft; without a script a new one."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _led_on(request: HttpRequest, submission: Submission) -> HttpResponse:
    """After a form with pictures: back to them if one was refused, else to what comes next."""
    token = draft_token(submission)
    refused = uploads.take_all(request, submission)
    for why in refused:
        messages.error(request, why)
    if refused or "stay" in request.POST:
        return redirect("sell:pictures", token)
    if submission.state != Submission.State.ASKED:
        return redirect("sell:questions", token)
    try:
        sending.answer_asked(submission.pk)
    except sending.NotReady:
        messages.error(request, "Not yet: no picture has come since we asked.")
        return redirect("sell:pictures", token)
    return redirect("sell:sent", token)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None  # an empty form is a form


def _kept(request: HttpRequest, submission: Submission, form: Any) -> HttpResponse | None:
    """Keep what can be kept; the answer to a script that saves while she types, or to a form that came too late."""
    try:
        drafts.answer(submission.pk, **answers_in(form))
    except SubmissionRefused:
        return redirect("sell:sent", draft_token(submission))
    return HttpResponse(status=204) if request.headers.get("Accept") == "application/json" else None


def _sent(request: HttpRequest, submission: Submission, form: ReachForm) -> HttpResponse | None:
    token = draft_token(submission)
    if form.by_robot:  # the usual way on; nothing was sent
        return redirect("sell:start")
    if guard.asked_too_often(request, "sell-send", form.cleaned_data["email"]):
        form.add_error(None, guard.WAIT)
        return None
    try:
        sending.send(submission.pk, user=request.user)
    except sending.NotReady as missing:
        messages.error(request, "Before we can take it, something is missing here.")
        return redirect(f"sell:{missing.step}", token)
    return redirect("sell:sent", token)


def _person(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    told = filled_in(submission, ("name", "email", "phone"))
    user: Any = request.user
    if user.is_authenticated:
        told["name"] = told["name"] or user.get_full_name()
        told["email"] = told["email"] or user.email
    return told


def _form(request: HttpRequest, submission: Submission, form: Any, step: str) -> HttpResponse:
    wrong = form.focus_first_error()
    context = shown(submission) | {"form": form, "step": step}
    return render(request, f"consignment/sell/{step}.html", context, status=422 if wrong else 200)
