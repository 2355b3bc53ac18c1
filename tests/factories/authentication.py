"""Cases in the situations the business knows. Reviews are written as rows where nobody looks at how they came about.

`passed_case(item)` is what most tests want: the piece is cleared.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from authentication.cases import deciding
from authentication.cases.locks import lock_review
from authentication.cases.opening import open_case
from authentication.cases.reviewing import begin
from authentication.cases.tiers import WANTED
from authentication.models import Case, Evidence, Finding, OutsideExpert, Review
from authentication.serials.entered import kept
from catalog.models import Item
from tests.factories.people import staff

AUTHENTIC = Review.Verdict.AUTHENTIC
LONG = timedelta(hours=1)
UNITS = {"measure": "mm", "weight": "g", "carat": "ct"}
NAMES = ("anna", "bea", "cora", "dora", "edna", "fay", "gisele", "hanna", "ilse", "judith", "klara", "lotte")


def a_reviewer(name: str = "anna") -> User:
    """An authenticator of the house, made if need be: anna, bea, cora ..."""
    email = f"{name}@portero.example"
    return User.objects.filter(email=email).first() or staff("Authenticator", email=email)


def an_expert(name: str = "Odile Serre", **facts: Any) -> OutsideExpert:
    """An authenticator outside the house."""
    told = {"email": "odile@experts.example"} | facts
    return OutsideExpert.objects.get_or_create(name=name, defaults=told)[0]


def a_case(item: Item, kind: str = Case.Kind.INTAKE, **facts: Any) -> Case:
    """A case just opened, by nobody in particular."""
    return open_case(item, kind, **{"actor": None, "reason": "A look."} | facts)


def begun_review(case: Case, by: User | None = None, *, now: datetime | None = None) -> Review:
    """Begun an hour ago and looked at long enough, nothing found yet: only findings and a verdict are missing."""
    now = now or timezone.now()
    review = begin(case.pk, by=by or a_reviewer(), now=now - LONG)
    Review.objects.filter(pk=review.pk).update(looked_s=review.least_look_s)
    review.refresh_from_db()
    return review


def found(review: Review, results: Mapping[str, str] | None = None) -> None:
    """Every check is answered, *right* unless `results` (by code) say otherwise, and shown on a photograph."""
    results = results or {}
    findings = Finding.objects.bulk_create(
        Finding(
            review=review,
            check_made=check,
            result=results.get(check.code, "right"),
            note="-",
            entered=kept(check, "-" if check.asks == "code" else "1"),
            **({"value": 1, "unit": UNITS[check.asks]} if check.asks in UNITS else {}),
        )
        for check in review.case.template.checks.all()
    )
    Evidence.objects.bulk_create(
        Evidence(finding=one, file="evidence/none.webp", sha256=f"{one.pk:064x}", width=8, height=8)
        for one in findings
    )


@transaction.atomic
def reviewed(case: Case, verdict: str, by: User | None = None, *, now: datetime | None = None) -> Case:
    """One more review of it, complete, with this verdict; the case as it stands after that."""
    now = now or timezone.now()
    review = begun_review(case, by, now=now)
    found(review)
    deciding.submitted(lock_review(review.pk), verdict, "" if verdict == AUTHENTIC else "As I see it.", now)
    return deciding.follow(case.pk, actor=review.reviewer, now=now)


def decided(case: Case, verdict: str, *, now: datetime | None = None) -> Case:
    """As many reviewers as its tier wants agree on this verdict; nobody among them has judged the piece before."""
    before = Review.objects.filter(case__item=case.item, state=Review.State.SUBMITTED).count()
    for name in NAMES[before : before + WANTED[case.tier]]:
        case = reviewed(case, verdict, a_reviewer(name), now=now)
    return case


def passed_case(item: Item, kind: str = Case.Kind.INTAKE, **facts: Any) -> Case:
    """The piece has passed and is cleared by it; `item` is as the database has it then."""
    case = decided(a_case(item, kind, **facts), AUTHENTIC)
    item.refresh_from_db(fields=["clearance", "updated_at"])
    return case


def counterfeit_case(item: Item, kind: str = Case.Kind.INTAKE, **facts: Any) -> Case:
    """The piece is counterfeit."""
    return decided(a_case(item, kind, **facts), Review.Verdict.COUNTERFEIT)
