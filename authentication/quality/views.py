"""The figures of quality for those who run the house, and the blind grades that others give."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from authentication.cases.refusals import CaseRefused
from authentication.models import BlindGrade, Miss, TrainingFake
from authentication.quality import blind, charts, fakes, figures
from authentication.quality.blind import GRADE
from authentication.quality.forms import BlindForm, FakeForm
from catalog.condition import grading
from portero.core.admin_site import site
from portero.core.desk import desk
from portero.core.figures import figure

VIEW, MARK = "authentication.view_quality", "authentication.add_trainingfake"


@desk(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Agreement in charts and tables, known fakes, and a form by which a piece is kept as one."""
    form = FakeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _marked(request, form):
        return redirect("quality:page")
    found = figures.known_fakes()
    context = site.each_context(request) | {
        "title": "Quality",
        "groups": [(group, charts.of_agreement(group)) for group in figures.groups()],
        "found": found,
        "fakes_chart": charts.of_fakes(found),
        "misses": Miss.objects.select_related("review__reviewer", "review__case__item").order_by("-pk")[:20],
        "fakes": TrainingFake.objects.select_related("item__designer").order_by("-pk"),
        "form": form,
        "least": figure("agreement_least_pairs"),
        "review_percent": figure("blind_review_percent"),
        "grade_percent": figure("blind_grade_percent"),
    }
    return render(
        request, "staff/authentication/quality/page.html", context, status=422 if form.errors else 200
    )


@desk(MARK)
@require_POST
def put_into_queue(request: HttpRequest, pk: int) -> HttpResponse:
    """A known fake goes to the reviewers, as any other piece does."""
    try:
        fakes.put_into_queue(get_object_or_404(TrainingFake, pk=pk), actor=request.user)
    except CaseRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "It is in the queue, like any other piece.")
    return redirect("quality:page")


@desk(GRADE)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The pieces that wait for her blind grade."""
    rows = blind.waiting_for(request.user).select_related("decision__item__designer")
    context = site.each_context(request) | {"title": "Grade blind", "rows": rows[:100]}
    return render(request, "staff/authentication/quality/waiting.html", context)


@desk(GRADE)
@require_http_methods(["GET", "HEAD", "POST"])
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece, its photographs without pins, and the grades that she gives it."""
    asked = get_object_or_404(
        blind.waiting_for(request.user).select_related(
            "decision__item__designer", "decision__item__category"
        ),
        pk=pk,
    )
    item = asked.decision.item
    form = BlindForm(request.POST if request.method == "POST" else None, kind=grading.kind_of(item))
    if request.method == "POST" and form.is_valid():
        return _given(request, asked, form)
    context = site.each_context(request) | {
        "title": f"Grade {item.number} blind",
        "item": item,
        "photos": item.photos.all(),
        "form": form,
    }
    return render(
        request, "staff/authentication/quality/grade.html", context, status=422 if form.errors else 200
    )


def _marked(request: HttpRequest, form: FakeForm) -> bool:
    if not request.user.has_perm(MARK):
        form.add_error("number", "Known fakes are named by those who run the house.")
        return False
    try:
        fakes.mark(form.cleaned_data["number"], form.cleaned_data["why"], actor=request.user)
    except CaseRefused as refused:
        form.add_error("number", " ".join(refused.reasons))
        return False
    messages.success(request, "It is kept for training from now on.")
    return True


def _given(request: HttpRequest, asked: BlindGrade, form: Any) -> HttpResponse:
    told = {"by": request.user, "note": form.cleaned_data["note"], "now": timezone.now()}
    try:
        blind.give(asked.pk, form.chosen, form.zones, **told)
    except CaseRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Thank you. Your grade is kept beside the first one, and changes nothing.")
    return redirect("quality:waiting")
