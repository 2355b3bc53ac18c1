"""The queue of one person: what she may review, by deadline; what isn't for her is counted with the reason."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from authentication.cases.reviewing import THIRD
from authentication.cases.tiers import WANTED
from authentication.models import Bar, Case, Review
from portero.core.words import moment

State = Case.State
REVIEWED = [State.OPEN, State.DISAGREED]
GROUPS = {"mine": "Begun by you", "late": "Late", "today": "Due today", "later": "Later"}
TONES = {"mine": "today", "late": "late", "today": "soon", "later": "calm"}


@dataclass(frozen=True)
class Row:
    """One piece in the queue; nothing in it tells whether somebody else has looked at it."""

    case: Case
    group: str
    due: str
    when: str

    @property
    def tone(self) -> str:
        return TONES[self.group]


@dataclass
class Queue:
    """What waits for one person, and why the rest doesn't."""

    groups: list[tuple[str, list[Row]]] = field(default_factory=list)
    not_hers: list[tuple[str, int]] = field(default_factory=list)

    @property
    def first(self) -> Row | None:
        """What she takes next: what she has begun, else what is due first."""
        return self.groups[0][1][0] if self.groups else None


def queue_of(person: Any, now: datetime) -> Queue:
    """Her queue; three queries however long it is."""
    rows: dict[str, list[Row]] = {name: [] for name in GROUPS}
    others: Counter[str] = Counter()
    for case in _seen_by(person):
        if why := _not_hers(case):
            others[why] += 1
        elif not case.done:
            row = _row(case, now)
            rows[row.group].append(row)
    groups = [(GROUPS[name], found) for name, found in rows.items() if found]
    return Queue(groups, others.most_common())


def next_for(person: Any, now: datetime, *, but: str = "") -> str:
    """The number of the case that she takes next, or nothing."""
    rows = [row for _, group in queue_of(person, now).groups for row in group]
    return next((row.case.number for row in rows if row.case.number != but), "")


def waiting() -> QuerySet[Case]:
    """Cases that wait for somebody's review, whoever that may be."""
    return Case.objects.filter(state__in=REVIEWED)


def _seen_by(person: Any) -> Iterable[Any]:
    hers = Review.objects.filter(case=OuterRef("pk"), reviewer=person)
    before = Review.objects.filter(reviewer=person, case__item=OuterRef("item"), state="submitted")
    bars = Bar.objects.filter(case__item=OuterRef("item"), person=person).order_by("pk").values("why")[:1]
    taken = ~Q(reviews__state="handed_back")
    return (
        waiting()
        .select_related("item__designer", "item__category")
        .annotate(
            begun=Exists(hers.filter(state="begun")),
            done=Exists(hers.filter(state="submitted")),
            before=Exists(before.exclude(case=OuterRef("pk"))),
            barred=Subquery(bars),
            seats=Count("reviews", filter=taken & Q(reviews__round__lt=THIRD)),
            third=Count("reviews", filter=taken & Q(reviews__round=THIRD)),
        )
        .prefetch_related("photos")
        .order_by("due_at", "tier", "pk")
    )


def _not_hers(case: Any) -> str:
    """Why this person can't take it; nothing where she can, or has."""
    if case.begun or case.done:
        return ""
    if case.barred:
        return str(case.barred)
    if case.before:
        return "you reviewed the piece before"
    full = case.third if case.state == State.DISAGREED else case.seats >= WANTED[case.tier]
    return "somebody else is at it" if full else ""


def _row(case: Any, now: datetime) -> Row:
    late = case.due_at <= now
    today = timezone.localdate(case.due_at) == timezone.localdate(now)
    group = "mine" if case.begun else "late" if late else "today" if today else "later"
    said = f"{_amount(abs(case.due_at - now))} {'late' if late else 'left'}"
    return Row(case, group, said, moment(case.due_at))


def _amount(time: timedelta) -> str:
    """`3 days`, `47 h`, `50 min`."""
    minutes = int(time.total_seconds()) // 60
    hours = minutes // 60
    return f"{hours // 24} days" if hours >= 48 else f"{hours} h" if hours else f"{minutes} min"
