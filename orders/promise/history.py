"""The history of a claim in the buyer's words, from the public events of its order, and what comes next."""

from dataclasses import replace

from orders.models import OrderEvent
from orders.promise import clock
from orders.promise.models import Claim, ClaimState
from orders.promise.told import WORDS
from orders.timeline import Step, step_of
from portero.core.figures import Figures, figures_in_force
from portero.core.words import moment

S = ClaimState

COURSE = (
    (S.OPENED, "We answer your claim"),
    (S.LABEL_SENT, "You hand the parcel to the carrier"),
    (S.IN_TRANSIT, "The carrier brings it to us"),
    (S.RECEIVED, "Its examination begins"),
    (S.UNDER_REVIEW, "You have our decision, with its reasons"),
)
NEXT = {
    S.LOST: "You hear what becomes of it",
    S.DECIDED_AUTHENTIC: "You tell us whether you are confident",
    S.DECIDED_NOT_AUTHENTIC: "Your refund is made",
    S.DECIDED_CONDITION: "You choose",
    S.THIRD_PARTY: "You have the decision from outside our house",
    S.REFUNDING: "Your refund is made",
}
TO_REFUND = {
    S.DECIDED_CONDITION: "We send you a label",
    S.LABEL_SENT: "You hand the parcel to the carrier",
    S.IN_TRANSIT: "The carrier brings it to us",
    S.RECEIVED: "Your refund is sent",
}
LOOKED_INTO = "We look into it, and write to you"
LEAVES, ARRIVES = "It leaves for you", "It is with you again"


def steps_of(claim: Claim, *, frozen: bool = False) -> list[Step]:
    """What happened to a claim, and what comes next with the time that it may take.

    `frozen`: money is hers, and none of it can go back now.
    """
    events = OrderEvent.objects.filter(order=claim.order_id, public=True, kind__in=WORDS)
    mine = [event for event in events.order_by("at", "pk") if event.data.get("claim") == claim.number]
    return [*(step_of(claim.order, event) for event in mine), *_to_come(claim, frozen)]


def within(state: ClaimState, figures: Figures | None = None) -> str:
    """`2 days`, `48 hours`: how long a step may take."""
    step = clock.STEPS[state]
    count = int((figures or figures_in_force())[step.figure])
    return f"{count} {step.unit.removesuffix('s') if count == 1 else step.unit}"


def _to_come(claim: Claim, frozen: bool) -> list[Step]:
    state = ClaimState(claim.state)
    if claim.due_at is None:
        return []
    by = f"By {moment(claim.due_at)}"
    if frozen:
        return [Step(LOOKED_INTO, expected=by)]
    if state == S.GOING_BACK:
        return [Step(ARRIVES if claim.back_sent_at else LEAVES, expected=by)]
    if claim.choice and state in TO_REFUND:  # nothing is left to decide
        return [Step(TO_REFUND[state], expected=by)]
    if state in NEXT:
        return [Step(NEXT[state], expected=by)]
    left = COURSE[[one for one, _ in COURSE].index(state) :]
    first, *later = [Step(what, expected=by) for _, what in left]
    figures = figures_in_force()
    return [
        first,
        *(
            replace(step, expected=f"Within {within(one, figures)} of that")
            for step, (one, _) in zip(later, left[1:], strict=True)
        ),
    ]
