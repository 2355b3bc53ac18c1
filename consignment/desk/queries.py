"""What waits for a quote, by its deadline, and what is known of one submission; a fixed number of queries each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from consignment.models import Submission, SubmissionEvent

SOON = timedelta(hours=12)


@dataclass(frozen=True)
class Group:
    """Submissions of one urgency."""

    name: str
    tone: str
    rows: Sequence[Submission]


def to_answer() -> QuerySet[Submission]:
    """What is with us, the first deadline first."""
    return Submission.objects.filter(state=Submission.State.SENT).order_by("quote_by", "pk")


def unread() -> QuerySet[Submission]:
    """Submissions whose last message is hers and unanswered, wherever they stand."""
    of_this = SubmissionEvent.objects.filter(submission=OuterRef("pk"))
    hers = of_this.filter(kind="message", by_consignor=True)
    later = SubmissionEvent.objects.filter(
        submission=OuterRef("submission"), actor__isnull=False, at__gt=OuterRef("at")
    )
    return Submission.objects.filter(Exists(hers.filter(~Exists(later)))).order_by("touched_at", "pk")


def with_her() -> QuerySet[Submission]:
    """Submissions whose consignor is to answer: an offer or a question about pictures, the longest wait first."""
    waiting = (Submission.State.OFFERED, Submission.State.ASKED)
    return Submission.objects.filter(state__in=waiting).order_by("touched_at", "pk")


def groups(now: datetime) -> list[Group]:
    """Late, due soon, later: one query."""
    found = list(to_answer().select_related("consignor").prefetch_related("photos"))
    late = [one for one in found if one.quote_by and one.quote_by <= now]
    soon = [one for one in found if one.quote_by and now < one.quote_by <= now + SOON]
    later = [one for one in found if one.quote_by and one.quote_by > now + SOON]
    return [
        Group("Late", "late", late),
        Group("Due within 12 hours", "soon", soon),
        Group("Later", "calm", later),
    ]
