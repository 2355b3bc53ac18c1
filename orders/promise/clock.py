"""The clock of each step: how long it may take (figures), whose turn it is, and what rings on the way."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from orders.promise.models import Claim, ClaimReminder, ClaimState
from portero.core.figures import Figures, figures_in_force

S, What = ClaimState, ClaimReminder.What
BUYER, STAFF, CARRIER = "buyer", "staff", "carrier"


class Step(NamedTuple):
    """How long a claim may stay in a state: a figure in `unit`s, and whose turn it is.

    `reminder`: the figure that says how long before the end she is reminded.
    """

    figure: str
    unit: str
    whose: str
    reminder: str = ""


STEPS: dict[ClaimState, Step] = {
    S.OPENED: Step("promise_answer_hours", "hours", STAFF),
    S.LABEL_SENT: Step("promise_send_days", "days", BUYER, "promise_reminder_days"),
    S.IN_TRANSIT: Step("promise_travel_days", "days", CARRIER),
    S.LOST: Step("promise_lost_days", "days", STAFF),
    S.RECEIVED: Step("promise_begin_hours", "hours", STAFF),
    S.UNDER_REVIEW: Step("promise_review_days", "days", STAFF),
    S.DECIDED_AUTHENTIC: Step("promise_reply_days", "days", BUYER, "promise_reminder_days"),
    S.DECIDED_NOT_AUTHENTIC: Step("promise_refund_days", "days", STAFF),
    S.DECIDED_CONDITION: Step("promise_reply_days", "days", BUYER, "promise_reminder_days"),
    S.THIRD_PARTY: Step("promise_third_party_days", "days", STAFF),
    S.GOING_BACK: Step("promise_send_back_days", "days", STAFF),
    S.REFUNDING: Step("promise_refund_days", "days", STAFF),
}


class Ring(NamedTuple):
    """Something that rings at a moment."""

    at: datetime
    what: ClaimReminder.What


def of(claim: Claim, at: datetime) -> dict[str, Any]:
    """The clock of a claim that has just come to its state: `due_at` and `ring_at`, both None at an end."""
    step = STEPS.get(ClaimState(claim.state))
    if step is None:
        return {"due_at": None, "ring_at": None}
    due = at + length(step)
    return {"due_at": due, "ring_at": rings(step, due, at)[0].at}


def length(step: Step, figures: Figures | None = None) -> timedelta:
    """How long the step may take now."""
    figures = figures or figures_in_force()
    return timedelta(**{step.unit: int(figures[step.figure])})


def rings(step: Step, due: datetime, since: datetime) -> list[Ring]:
    """What rings until a step is due, in order; the escalation at the end is always last."""
    last = Ring(due, What.ESCALATION)
    if not step.reminder:
        return [last]
    before = due - timedelta(days=int(figures_in_force()[step.reminder]))
    return [Ring(before, What.REMINDER), last] if before > since else [last]


def whose_turn(claim: Claim) -> str:
    """`buyer`, `staff`, `carrier`, or empty once it has ended."""
    step = STEPS.get(ClaimState(claim.state))
    return step.whose if step else ""
