"""A deadline as the queues of the staff show it: the group it stands in, its colour and its words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.utils import timezone

from portero.core.words import moment

Row = TypeVar("Row")
NAMES = {"late": "Late", "today": "Due today", "later": "Later"}
TONES = {"late": "late", "today": "today", "later": "calm"}


@dataclass(frozen=True)
class Due:
    """One deadline seen from now: `tone` colours it, `words` say how long, `when` says the moment itself."""

    group: str
    tone: str
    words: str
    when: str


@dataclass(frozen=True)
class Group(Generic[Row]):
    """Rows of one urgency."""

    name: str
    slug: str
    rows: list[Row]


def seen(at: datetime | None, now: datetime) -> Due:
    """A deadline as it stands now; without one the row is among the later ones."""
    group = _group(at, now)
    return Due(group, TONES[group], _words(at, now), moment(at) if at else "")


def groups(rows: Iterable[Row], due_of: Callable[[Row], Due]) -> list[Group[Row]]:
    """The three groups in the order of their urgency; an empty one is left out."""
    found: dict[str, list[Row]] = {slug: [] for slug in NAMES}
    for row in rows:
        found[due_of(row).group].append(row)
    return [Group(NAMES[slug], slug, found[slug]) for slug in NAMES if found[slug]]


def _group(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "later"
    if at <= now:
        return "late"
    return "today" if timezone.localdate(at) == timezone.localdate(now) else "later"


def _words(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "No deadline"
    left = abs(at - now)
    amount = f"{left.days} days" if left >= timedelta(days=2) else f"{int(left.total_seconds()) // 3600} h"
    return f"{amount} late" if at <= now else f"{amount} left"
