"""Which decided cases and grades somebody else looks at again without knowing: drawn by chance, each once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from authentication.cases import bars
from authentication.cases.locks import lock_case
from authentication.cases.opening import Shown, open_case
from authentication.cases.standing import JUDGING
from authentication.models import BlindGrade, Case, QualityDraw
from authentication.models.cases import DECIDED, Tier
from authentication.quality.blind import IN_HOUSE
from catalog.locks import lock_item
from catalog.models import GradeDecision
from portero.core.figures import figure

Roll = Callable[[], float]
# Later the piece has often left the house; what nobody could look at by then isn't drawn any more.
WITHIN = timedelta(days=14)
by_chance: Roll = SystemRandom().random


def sweep(*, roll: Roll = by_chance, now: datetime | None = None) -> int:
    """Draw among what was decided lately; returns how many second looks were opened. Safe to run twice."""
    now = now or timezone.now()
    since = now - WITHIN
    cases = Case.objects.filter(
        tier__in=[Tier.B, Tier.C], kind__in=JUDGING, state__in=DECIDED, decided_at__gte=since
    )
    cases = cases.filter(quality_draw=None, item__state__in=IN_HOUSE, item__training_fake=None)
    grades = GradeDecision.objects.filter(quality_draw=None, decided_at__gte=since, item__state__in=IN_HOUSE)
    opened = sum(_draw_case(pk, roll, now) for pk in list(cases.order_by("pk").values_list("pk", flat=True)))
    keys = list(grades.order_by("pk").values_list("pk", flat=True))
    return opened + sum(_draw_grade(pk, roll, now) for pk in keys)


@transaction.atomic
def _draw_case(pk: int, roll: Roll, now: datetime) -> int:
    """Tier A is looked at by two anyway. Nobody there who may look again: not drawn, it is asked about next time."""
    case = lock_case(pk)
    if QualityDraw.objects.filter(case=case).exists() or not _somebody_else(case):
        return 0
    if not _chosen(roll, "blind_review_percent", now, case=case):
        return 0
    shown = [Shown(photo.file, photo.caption, photo.width, photo.height) for photo in case.photos.all()]
    open_case(
        case.item,
        Case.Kind.REGRADE,
        actor=None,
        value=case.value,
        photos=shown,
        claims=case.claims,
        prior=case,
        now=now,
    )
    return 1


@transaction.atomic
def _draw_grade(pk: int, roll: Roll, now: datetime) -> int:
    """Of a piece whose report says the same still, once for its newest decision."""
    decision = GradeDecision.objects.select_related("item").get(pk=pk)
    lock_item(decision.item_id)
    newer = GradeDecision.objects.filter(item=decision.item_id, pk__gt=pk).exists()
    if newer or QualityDraw.objects.filter(decision=decision).exists():
        return 0
    if not _chosen(roll, "blind_grade_percent", now, decision=decision):
        return 0
    BlindGrade.objects.create(decision=decision, asked_at=now)
    return 1


def _chosen(roll: Roll, share: str, now: datetime, **of: Any) -> bool:
    percent = int(figure(share))
    chosen = roll() * 100 < percent
    QualityDraw.objects.create(chosen=chosen, percent=percent, at=now, **of)
    return chosen


def _somebody_else(case: Case) -> bool:
    people = User.objects.filter(is_active=True, is_staff=True, groups__permissions__codename="add_review")
    return any(not bars.reasons_against(case, person) for person in people.distinct())
