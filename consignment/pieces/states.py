"""The states of a consigned piece and what may follow each (drawn in docs/states.md); one table, one writer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from consignment.models import Consignment, ConsignmentEvent
from consignment.pieces.deadlines import due
from consignment.pieces.locks import lock_consignment

S = Consignment.State
ALLOWED: dict[Consignment.State, frozenset[Consignment.State]] = {
    S.AGREED: frozenset({S.AWAITED, S.CANCELLED}),
    S.AWAITED: frozenset({S.IN_TRANSIT, S.RECEIVED, S.NOT_RECEIVED, S.CANCELLED}),
    S.IN_TRANSIT: frozenset({S.RECEIVED, S.NOT_RECEIVED}),
    S.RECEIVED: frozenset({S.CLEARED, S.REJECTED, S.WITHDRAWN, S.LEGAL_HOLD}),
    S.CLEARED: frozenset({S.PREPARED, S.REJECTED, S.WITHDRAWN, S.LEGAL_HOLD}),
    S.PREPARED: frozenset({S.APPROVED, S.CLEARED, S.REJECTED, S.WITHDRAWN, S.LEGAL_HOLD}),
    S.APPROVED: frozenset({S.LISTED, S.PREPARED, S.REJECTED, S.WITHDRAWN, S.LEGAL_HOLD}),
    S.LISTED: frozenset({S.SOLD, S.PREPARED, S.WITHDRAWN, S.LEGAL_HOLD}),
    # A buyer's return, or an order that was called off: looked at again before it is offered.
    S.SOLD: frozenset({S.RECEIVED}),
    S.REJECTED: frozenset({S.RETURNING, S.LEGAL_HOLD}),
    # Renewed before it left us; one that was never cleared goes back to where that happens.
    S.WITHDRAWN: frozenset({S.RETURNING, S.PREPARED, S.RECEIVED, S.LEGAL_HOLD}),
    S.RETURNING: frozenset({S.RETURNED, S.RECEIVED}),
    S.RETURNED: frozenset(),
    S.NOT_RECEIVED: frozenset({S.RECEIVED}),
    S.CANCELLED: frozenset(),
    S.LEGAL_HOLD: frozenset({S.RETURNING}),
}


class ConsignmentRefused(Exception):
    """It can't go there as it stands now; `reasons` says why, one sentence each, for the person at the desk."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def move(
    pk: int,
    to: Consignment.State,
    *,
    actor: Any = None,
    by_consignor: bool = False,
    said: str = "",
    public: bool = True,
    at: datetime | None = None,
    data: dict[str, Any] | None = None,
    **facts: Any,
) -> Consignment:
    """Move a consignment to a state, write the facts that come with it and append the event; returns it, locked.

    `facts` are columns of the row, `data` is kept with the event. Its next deadline follows from the state, unless
    `due_at` is among the facts; price steps wait until it is listed again. Raises ConsignmentRefused when the row, as
    it stands now, may not go there; nothing is written then.
    """
    at, consignment = at or timezone.now(), lock_consignment(pk)
    before = Consignment.State(consignment.state)
    if to not in ALLOWED[before]:
        raise ConsignmentRefused(f"The piece is {before.label.lower()}; it can't become {to.label.lower()}.")
    facts = {"due_at": due(consignment, to, at), "step_at": None} | facts
    consignment.state = to
    for name, value in facts.items():
        setattr(consignment, name, value)
    consignment.save(update_fields=["state", *facts])
    append(
        consignment, to, actor=actor, by_consignor=by_consignor, said=said, public=public, at=at, data=data
    )
    return consignment


def append(
    consignment: Consignment,
    kind: str,
    *,
    actor: Any = None,
    by_consignor: bool = False,
    said: str = "",
    public: bool = True,
    at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> ConsignmentEvent:
    """Append an event without a change of state: a reminder, a photo session, a hand-over that she may see."""
    return ConsignmentEvent.objects.create(
        consignment=consignment,
        kind=kind,
        actor=actor if getattr(actor, "is_authenticated", False) else None,
        by_consignor=by_consignor,
        said=said,
        public=public,
        at=at or timezone.now(),
        data=data or {},
    )
