"""The states of a dispute and what may follow each (drawn in docs/states.md); one table, one writer.

A bank may decide again after it has decided (an appeal, a second chargeback), so nothing is final for the
provider; for a person who types what a letter says, an answered dispute doesn't become unanswered.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from orders import lifecycle
from orders.payments.disputes import alarms
from orders.payments.models import Dispute, DisputeEvent, DisputeState
from orders.payments.models.dispute import OPEN

S = DisputeState
ALLOWED: dict[DisputeState, frozenset[DisputeState]] = {
    S.NEEDS_RESPONSE: frozenset({S.UNDER_REVIEW, S.UNCLEAR, S.WON, S.LOST}),
    S.UNDER_REVIEW: frozenset({S.NEEDS_RESPONSE, S.UNCLEAR, S.WON, S.LOST}),
    S.UNCLEAR: frozenset({S.NEEDS_RESPONSE, S.UNDER_REVIEW, S.WON, S.LOST}),
    S.WON: frozenset({S.NEEDS_RESPONSE, S.UNDER_REVIEW, S.LOST}),
    S.LOST: frozenset({S.NEEDS_RESPONSE, S.UNDER_REVIEW, S.WON}),
}
BY_HAND = ALLOWED | {
    S.NEEDS_RESPONSE: frozenset({S.UNDER_REVIEW, S.WON, S.LOST}),
    S.UNDER_REVIEW: frozenset({S.WON, S.LOST}),
    S.WON: frozenset({S.LOST}),
    S.LOST: frozenset({S.WON}),
}


class DisputeRefused(Exception):
    """This can't be done with the dispute (any more); the message is for staff."""


def move(dispute: Dispute, to: DisputeState, *, actor: Any = None, outcome: str = "") -> None:
    """Move a locked dispute to a state; the caller saves. Appends the event, also to the order (staff only).

    Raises DisputeRefused when the table doesn't allow it; nothing is written then.
    """
    before = DisputeState(dispute.state)
    allowed = BY_HAND if dispute.entered_by_id else ALLOWED
    if to not in allowed[before]:
        raise DisputeRefused(
            f"The dispute is “{before.label.lower()}”; it can't become “{to.label.lower()}”."
        )
    dispute.state = to
    dispute.decided_at = None if to in OPEN else timezone.now()
    dispute.outcome = "" if to in OPEN else outcome[:300]
    dispute.remind_at = alarms.next_reminder(dispute)
    append(dispute, to.value, actor=actor, why=outcome)
    tell_order(dispute, f"dispute_{to.value}", actor=actor, reason=outcome)


def append(
    dispute: Dispute, kind: str, *, actor: Any = None, at: datetime | None = None, **data: Any
) -> None:
    """Append what happened; empty facts are left out."""
    who = actor if getattr(actor, "is_authenticated", False) else None
    facts = {name: value for name, value in data.items() if value}
    DisputeEvent.objects.create(dispute=dispute, kind=kind, actor=who, data=facts, at=at or timezone.now())


def tell_order(dispute: Dispute, kind: str, *, actor: Any = None, reason: str = "") -> None:
    """The order's timeline tells it too, to staff; a dispute whose payment isn't known has no order."""
    if dispute.payment is not None:
        lifecycle.append(
            dispute.payment.order,
            kind,
            actor=actor,
            reason=reason[:300],
            public=False,
            dispute=dispute.reference,
            amount=str(dispute.amount),
        )
