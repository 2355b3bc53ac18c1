"""The states of a claim and what may follow each (drawn in docs/states.md); one table, one writer."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from orders import lifecycle
from orders.promise import clock, doubt
from orders.promise.models import Claim, ClaimState
from orders.promise.models.claims import ENDS as ENDED

S = ClaimState
ALLOWED: dict[ClaimState, frozenset[ClaimState]] = {
    # Decided from her photographs where an allowance may settle it and nothing has to travel.
    S.OPENED: frozenset({S.LABEL_SENT, S.RECEIVED, S.DECIDED_CONDITION, S.WITHDRAWN, S.DECLINED}),
    S.LABEL_SENT: frozenset({S.IN_TRANSIT, S.RECEIVED, S.WITHDRAWN, S.LAPSED}),
    S.IN_TRANSIT: frozenset({S.RECEIVED, S.LOST}),
    # Lost on its way back to her and found: what was decided stands, and it is sent again.
    S.LOST: frozenset({S.RECEIVED, S.GOING_BACK, S.REFUNDING, S.CLOSED}),
    # Refunded at once what was decided from photographs and had to come back for it.
    # Closed wherever money is owed and went back another way.
    S.RECEIVED: frozenset({S.UNDER_REVIEW, S.REFUNDING, S.GOING_BACK, S.CLOSED}),
    S.UNDER_REVIEW: frozenset(
        {S.DECIDED_AUTHENTIC, S.DECIDED_NOT_AUTHENTIC, S.DECIDED_CONDITION, S.GOING_BACK}
    ),
    S.DECIDED_AUTHENTIC: frozenset({S.THIRD_PARTY, S.GOING_BACK}),
    S.THIRD_PARTY: frozenset({S.DECIDED_AUTHENTIC, S.DECIDED_NOT_AUTHENTIC, S.DECIDED_CONDITION}),
    # While her bank disputes the money the decision stands and the refund waits.
    S.DECIDED_NOT_AUTHENTIC: frozenset({S.REFUNDING, S.CLOSED}),
    S.DECIDED_CONDITION: frozenset({S.LABEL_SENT, S.REFUNDING, S.GOING_BACK, S.CLOSED}),
    S.GOING_BACK: frozenset({S.LOST, S.CLOSED}),
    S.REFUNDING: frozenset({S.REFUNDED, S.CLOSED}),
    S.REFUNDED: frozenset(),
    # What was given up as lost is found (`arriving.late`), and what was sent by a label of ours too late.
    S.CLOSED: frozenset({S.RECEIVED, S.GOING_BACK}),
    S.WITHDRAWN: frozenset({S.RECEIVED}),
    S.DECLINED: frozenset(),
    S.LAPSED: frozenset({S.IN_TRANSIT, S.RECEIVED}),
}
ENDS = frozenset(map(ClaimState, ENDED))
REASON_LENGTH = 300


class ClaimRefused(Exception):
    """It can't be done with the claim (any more); the message is a sentence for whoever asked."""


class NothingToGive(ClaimRefused):
    """The money can't be asked for now; the message is for staff alone."""


def move(
    claim: Claim,
    to: ClaimState,
    *,
    actor: Any = None,
    reason: str = "",
    public: bool = True,
    at: datetime | None = None,
    told: dict[str, Any] | None = None,
    **facts: Any,
) -> Claim:
    """Move a locked claim to a state, with the facts that come with it, its next clock and the event of its order.

    `told` is kept with the event. An end lifts what the doubt held, the certificate's dispute and the payout; one that
    goes on after its end holds them again.
    Raises ClaimRefused when the table doesn't allow it; nothing is written then.
    """
    before, at = ClaimState(claim.state), at or timezone.now()
    if to not in ALLOWED[before]:
        raise ClaimRefused(f"Claim {claim.number} is “{before.label}”; it can't become “{to.label}”.")
    claim.state = to
    facts |= {"ended_at": at} if to in ENDS else {}
    facts |= {"ended_at": None, "reopened_at": at, "end_reason": ""} if before in ENDS else {}
    facts |= clock.of(claim, at)
    for name, value in facts.items():
        setattr(claim, name, value)
    claim.save(update_fields=["state", *facts])
    append(claim, to, actor=actor, reason=reason, public=public, at=at, **(told or {}))
    if to in ENDS:
        doubt.settle(claim, at=at, actor=actor)
    elif before in ENDS:
        doubt.begin(claim, at=at, actor=actor)
    return claim


def append(
    claim: Claim,
    what: str,
    *,
    actor: Any = None,
    reason: str = "",
    public: bool = True,
    at: datetime | None = None,
    **data: Any,
) -> None:
    """An event `claim_<what>` of its order, which buyer and staff read; also one without a change of state."""
    facts: dict[str, Any] = {"claim": claim.number, "line": claim.line_id} | data
    reason = " ".join(reason.split())[:REASON_LENGTH]
    lifecycle.append(claim.order, f"claim_{what}", actor=actor, reason=reason, public=public, at=at, **facts)


def wait_again(claim: Claim, at: datetime) -> None:
    """The clock of its state begins anew, in the carrier's hands now: a parcel that is on its way back."""
    claim.due_at = at + clock.length(clock.STEPS[S.IN_TRANSIT])
    claim.ring_at = claim.due_at
    claim.save(update_fields=["due_at", "ring_at"])
