"""The states of a submission: one table, and one function that moves along it.

Nothing else writes `state`: the form, the offers and the portal call `move`, which locks the row, reads it again,
decides, saves and appends the event. Mails are the caller's, in the same transaction (the outbox waits for the commit).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from consignment.models import Submission, SubmissionEvent
from portero.core.figures import figure

State = Submission.State
ALLOWED: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.UNCONFIRMED, State.SENT}),
    State.UNCONFIRMED: frozenset({State.SENT, State.LAPSED}),
    State.SENT: frozenset({State.ASKED, State.OFFERED, State.DECLINED, State.WITHDRAWN}),
    State.ASKED: frozenset({State.SENT, State.WITHDRAWN, State.LAPSED}),
    State.OFFERED: frozenset({State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.LAPSED}),
    State.ACCEPTED: frozenset(),
    State.DECLINED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.LAPSED: frozenset(),
}
OVER = frozenset(state for state, follows in ALLOWED.items() if not follows)


class SubmissionRefused(Exception):
    """It can't be done; the message says why, to whoever asked."""


def lock(pk: int) -> Submission:
    """The submission under its row lock, read again; inside a transaction. Raises Submission.DoesNotExist."""
    return Submission.objects.select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def move(
    pk: int,
    to: str,
    *,
    actor: Any = None,
    by_consignor: bool = False,
    said: str = "",
    public: bool = True,
    **stamps: Any,
) -> Submission:
    """Move a submission to `to`, with the event; `stamps` are fields that change with the state.

    Coming to *sent* starts the clock: `quote_by` is `quote_hours` from now, also after more pictures; anywhere else
    it isn't our turn and the deadline is gone. Raises SubmissionRefused where the table has no such arrow, so whoever
    comes second (a double click, a sweep) learns that it was done; and Submission.DoesNotExist.
    """
    submission = lock(pk)
    if to not in ALLOWED[submission.state]:
        raise SubmissionRefused(
            f"{submission.number} is “{submission.get_state_display()}” and can't become “{State(to).label}”."
        )
    now = timezone.now()
    told = {"state": to, "touched_at": now, **stamps, "quote_by": _deadline(to, now)}
    for name, value in told.items():
        setattr(submission, name, value)
    submission.save(update_fields=list(told))
    append(submission, to, actor=actor, by_consignor=by_consignor, said=said, public=public, at=now)
    return submission


def append(
    submission: Submission,
    kind: str,
    *,
    actor: Any = None,
    by_consignor: bool = False,
    said: str = "",
    public: bool = True,
    at: datetime | None = None,
) -> SubmissionEvent:
    """Append what happened without a move (an offer replaced, a duplicate noticed), in the caller's transaction."""
    return SubmissionEvent.objects.create(
        submission=submission,
        kind=kind,
        actor=actor,
        by_consignor=by_consignor,
        said=said,
        public=public,
        at=at or timezone.now(),
    )


def _deadline(to: str, now: datetime) -> datetime | None:
    return now + timedelta(hours=int(figure("quote_hours"))) if to == State.SENT else None
