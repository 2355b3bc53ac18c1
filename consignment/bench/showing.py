"""A queue as its page shows it: late, due today, later; each deadline in words, the step that is due on the button."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from catalog.photography.picture import photo_url
from consignment.models import Consignment
from portero.core.words import moment

S = Consignment.State
BUTTONS = {
    S.AGREED: "Send the label",
    S.AWAITED: "Receive",
    S.IN_TRANSIT: "Receive",
    S.CLEARED: "Grade",
    S.PREPARED: "Approve",
    S.APPROVED: "List",
    S.REJECTED: "Send back",
    S.WITHDRAWN: "Send back",
}


@dataclass(frozen=True)
class Row:
    """One piece: `tone` colours its deadline, `words` say it."""

    consignment: Consignment
    tone: str
    words: str
    when: str
    what: str
    photo: str
    button: str


@dataclass(frozen=True)
class Group:
    name: str
    slug: str
    rows: list[Row]


def groups(found: Iterable[Consignment], now: datetime) -> list[Group]:
    """The three groups in the order of their urgency; an empty one is left out."""
    rows: dict[str, list[Row]] = {"late": [], "today": [], "later": []}
    for consignment in found:
        rows[_group(consignment, now)].append(_row(consignment, now))
    names = {"late": "Late", "today": "Due today", "later": "Later"}
    return [Group(names[slug], slug, rows[slug]) for slug in names if rows[slug]]


def _group(consignment: Consignment, now: datetime) -> str:
    if consignment.due_at is None:
        return "later"
    if consignment.due_at <= now:
        return "late"
    same_day = timezone.localdate(consignment.due_at) == timezone.localdate(now)
    return "today" if same_day else "later"


def _row(consignment: Consignment, now: datetime) -> Row:
    item, due = consignment.item, consignment.due_at
    group = _group(consignment, now)
    return Row(
        consignment=consignment,
        tone={"late": "late", "today": "today", "later": "calm"}[group],
        words=_words(due, now),
        when=moment(due) if due else "",
        what=f"{item.designer.name} {item.title}" if item else consignment.agreement.offer.submission.what,
        photo=photo_url(item.lead_photo, item.lead_widest, 160) if item and item.lead_photo else "",
        button=BUTTONS.get(S(consignment.state), "Open"),
    )


def _words(due: datetime | None, now: datetime) -> str:
    if due is None:
        return "No deadline"
    left = abs(due - now)
    amount = f"{left.days} days" if left >= timedelta(days=2) else f"{int(left.total_seconds()) // 3600} h"
    return f"{amount} late" if due <= now else f"{amount} left"
