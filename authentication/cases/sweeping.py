"""What time does: staff are reminded of cases, reviews left alone go back to the queue, links outside expire."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from authentication.cases import outside, second_looks, states
from authentication.cases.locks import lock_case_unless_busy
from authentication.cases.reviewing import hand_back
from authentication.models import Case, Review
from portero.core.mail import outbox
from portero.core.words import moment

LATE = "Left alone."
AUTHENTICATOR = "Authenticator"


def sweep(*, now: datetime | None = None) -> int:
    """Ring what is due; two indexed queries however many cases there are. Safe to run twice or at once."""
    now = now or timezone.now()
    cases = Case.objects.filter(ring_at__lte=now).order_by("ring_at", "pk").values_list("pk", flat=True)
    reviews = Review.objects.filter(ring_at__lte=now).order_by("ring_at", "pk").values_list("pk", "case_id")
    rung = sum(_ring_case(pk, now) for pk in list(cases))
    rung += sum(_ring_review(pk, case_pk, now) for pk, case_pk in list(reviews))
    return rung + second_looks.sweep(now=now)


@transaction.atomic
def _ring_case(pk: int, now: datetime) -> int:
    """Before its time is over and when it is, once each; after that the queue shows it as late."""
    case = lock_case_unless_busy(pk)
    if case is None or case.ring_at is None or case.ring_at > now or case.due_at is None:
        return 0
    late = case.due_at <= now
    case.ring_at = None if late else case.due_at
    case.save(update_fields=["ring_at"])
    # The breach is stamped with the moment it happened, whenever that was noticed.
    states.append(case, "late" if late else "reminded", at=case.due_at if late else now)
    _mail(case, case.due_at, late)
    return 1


@transaction.atomic
def _ring_review(pk: int, case_pk: int, now: datetime) -> int:
    case = lock_case_unless_busy(case_pk)
    review = Review.objects.select_related("expert").get(pk=pk)
    if case is None or review.ring_at is None or review.ring_at > now:
        return 0
    review.case = case
    if review.expert_id is not None:
        outside.ring(review, now)
    else:
        hand_back(pk, reason=LATE, now=now)
    return 1


def _mail(case: Case, due: datetime, late: bool) -> None:
    people = User.objects.filter(
        is_active=True, is_staff=True, groups__name__in=[AUTHENTICATOR, ADMINISTRATOR]
    )
    context = {
        "case": case,
        "due": moment(due),
        "late": late,
        "page": reverse("review:case", args=[case.number]),
    }
    about = f"case:{case.number}:{'late' if late else 'soon'}:{due:%Y%m%d%H%M}"
    for to in people.order_by("email").values_list("email", flat=True).distinct():
        outbox.post("case_due", about=about, to=to, context=context)
