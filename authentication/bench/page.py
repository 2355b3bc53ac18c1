"""The page of a review, for whoever sits before it; and how it stands, for its script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from authentication.bench import looking
from authentication.bench.forms import VerdictForm, errors_of
from authentication.bench.seats import Seat
from authentication.bench.sheet import Sheet, sheet_of
from authentication.cases import completeness
from authentication.cases.outside import HERS
from authentication.models import Check, Finding, Review
from catalog.photography.containers import TAKEN
from portero.core.admin_site import site

RESULTS = [(value, label, key) for key, (value, label) in enumerate(Finding.Result.choices, start=1)]
NAMES = ("case", "looked", "verdict", "submit")


def by_script(request: HttpRequest) -> bool:
    """Whether a script asks, which shows the answer itself."""
    return request.headers.get("Accept") == "application/json"


def sheet(seat: Seat) -> Sheet:
    """Everything of a review that its page shows."""
    return sheet_of(seat)


def after(seat: Seat, check: Check) -> str:
    """The anchor of what comes after a check."""
    later = seat.review.case.template.checks.filter(position__gt=check.position).first()
    return f"check-{later.code}" if later else "verdict"


def standing(seat: Seat) -> dict[str, Any]:
    """How far it is: time looked in words, and what is missing before it can be submitted."""
    return {"looked": looking.in_words(seat.review), "missing": missing(seat)}


def missing(seat: Seat) -> list[dict[str, str]]:
    """What is missing, each with the anchor where it can be mended.

    Of an outside authenticator only her word is asked, with its reason.
    """
    review, found = seat.review, []
    if seat.is_outside:
        rules = {"Give your verdict.": review.verdict in HERS, "Say why.": bool(review.reason.strip())}
        found = [("#verdict", said) for said, given in rules.items() if not given]
    else:
        found = [(f"#check-{check.code}", said) for check, said in completeness.of_checks(review)]
        found += [("#verdict", said) for said in completeness.of_whole(review, review.verdict, review.reason)]
    return [{"where": where, "said": said} for where, said in found]


def refused_verdict(
    request: HttpRequest, seat: Seat, form: VerdictForm, why: list[str] | None = None
) -> HttpResponse:
    """The page again, with the verdict and reason that were sent and what stands against them."""
    review = seat.review
    review.verdict, review.reason = (form.data.get(name, "") for name in ("verdict", "reason"))
    return shown(request, sheet(seat), status=422, refused=why or errors_of(form))


def shown(
    request: HttpRequest, sheet: Sheet, *, status: int = 200, refused: list[str] | None = None
) -> HttpResponse:
    """The workbench, in the frame of the staff site or in that of the shop."""
    seat, case = sheet.seat, sheet.seat.review.case
    context: dict[str, Any] = {
        "title": f"{case.item.designer.name} {case.item.title}",
        "sheet": sheet,
        "seat": seat,
        "case": case,
        "review": seat.review,
        "missing": missing(seat),
        "refused": refused or [],
        "results": RESULTS,
        "verdicts": [one for one in Review.Verdict.choices if not seat.is_outside or one[0] in HERS],
        "taken": TAKEN,
        "beat_s": looking.BEAT_S,
        "urls": {name: seat.to(name) for name in NAMES},
    }
    if seat.is_outside:
        return render(request, "authentication/outside.html", context, status=status)
    context["urls"]["back"] = seat.to("back")
    # The whole width is for the piece.
    whole = site.each_context(request) | {"is_nav_sidebar_enabled": False} | context
    return render(request, "staff/authentication/workbench.html", whole, status=status)
