"""A decided case: its rounds side by side, where they differ first. And whom to ask outside, while it isn't."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from authentication.bench.access import case_of, claim_page
from authentication.bench.forms import OutsideForm
from authentication.cases import outside
from authentication.cases.refusals import CaseRefused
from authentication.models import Case, CasePhoto, Check, Evidence, Finding, Review
from catalog.photography import private
from portero.core.admin_site import site
from portero.core.desk import desk
from portero.core.personal import personal

COMPARE, ASK = "authentication.view_review", "authentication.ask_outside"
ROUNDS = {1: "First review", 2: "Second review", 3: "Third review"}


@dataclass(frozen=True)
class Column:
    """One submitted review."""

    review: Review
    name: str
    who: str


@dataclass(frozen=True)
class Line:
    """One check with the finding of each round."""

    check: Check
    findings: Sequence[Finding | None]

    @property
    def differs(self) -> bool:
        """Whether the rounds found different things; who didn't look at it, as the expert outside may, found none."""
        return len({finding.result for finding in self.findings if finding and finding.result}) > 1


def shown(request: HttpRequest, case: Case) -> HttpResponse:
    """How it ended; for those who may read reviews, every round with its findings."""
    columns = columns_of(case) if request.user.has_perm(COMPARE) else []
    lines = lines_of(case, columns)
    context = site.each_context(request) | {
        "title": f"{case.item.designer.name} {case.item.title}",
        "case": case,
        "columns": columns,
        "claim": claim_page(case, request.user),
        "parts": [
            ("Where they differ", [line for line in lines if line.differs]),
            (
                "Where they agree" if len(columns) > 1 else "Findings",
                [line for line in lines if not line.differs],
            ),
        ],
    }
    return render(request, "staff/authentication/compared.html", context)


def columns_of(case: Case) -> list[Column]:
    """The submitted reviews in their order; four queries with findings and photographs."""
    submitted = case.reviews.filter(state=Review.State.SUBMITTED).select_related("reviewer", "expert")
    found = submitted.prefetch_related("findings__evidence", "findings__check_made")
    return [Column(review, ROUNDS.get(review.round, "Outside the house"), _who(review)) for review in found]


def _who(review: Review) -> str:
    """Her name, for colleagues; her address where she has given none."""
    name = review.reviewer.get_full_name() if review.reviewer else ""
    return name or str(review.reviewer or review.expert)


def lines_of(case: Case, columns: Sequence[Column]) -> list[Line]:
    """Every check of its list across the rounds."""
    made = [{one.check_made_id: one for one in column.review.findings.all()} for column in columns]
    return [Line(check, [one.get(check.pk) for one in made]) for check in case.template.checks.all()]


def asking(request: HttpRequest, case: Case) -> OutsideForm | None:
    """The form that asks an outside authenticator, for those who may; none while somebody outside is asked."""
    may = request.user.has_perm(ASK) and case.state in (Case.State.OPEN, Case.State.DISAGREED)
    return OutsideForm() if may else None


@desk(ASK)
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Mail her the link."""
    case, form = case_of(number), OutsideForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose whom to ask.")
        return redirect("review:case", number)
    expert = form.cleaned_data["expert"]
    try:
        outside.ask(case.pk, expert, actor=request.user, said=form.cleaned_data["said"])
    except CaseRefused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, f"The link is on its way to {expert.name}.")
    return redirect("review:case", number)


@desk(COMPARE)
@require_safe
@personal
def evidence(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """A photograph of any round, once the case is decided; before that it doesn't exist."""
    decided = Evidence.objects.filter(finding__review__case__decided_at__isnull=False)
    return private.answer(get_object_or_404(decided, pk=pk).file, size)


@desk(COMPARE)
@require_safe
@personal
def case_photo(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """A photograph that a case was opened with, for the queue and the decided case."""
    photo = get_object_or_404(CasePhoto.objects.select_related("case"), pk=pk)
    if not photo.file:
        raise Http404
    return private.answer(photo.file, size)
