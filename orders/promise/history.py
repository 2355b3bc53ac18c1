"""The history of a claim in the buyer's words, from the public events of its order."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from orders.fulfilment import tracking
from orders.models import OrderEvent
from orders.payments.words import BANKS_WAIT
from orders.promise import clock
from orders.promise.models import Choice, Claim, ClaimState
from orders.timeline import Step
from portero.core.figures import Figures, figures_in_force
from portero.core.money import dollars
from portero.core.words import moment

S = ClaimState

TOLD = {
    "claim_opened": "You opened the claim",
    "claim_label_sent": "We sent you a label",
    "claim_in_transit": "The carrier has your parcel",
    "claim_lost": "The carrier can’t find the parcel",
    "claim_received": "Your piece is with us",
    "claim_under_review": "Its examination has begun",
    "claim_decided_authentic": "We decided",
    "claim_decided_not_authentic": "We decided: it is not authentic",
    "claim_decided_condition": "We decided: the condition was misdescribed",
    "claim_third_party": "You asked for somebody outside our house",
    "claim_chosen": "You chose",
    "claim_going_back": "It goes back to you",
    "claim_sent_back": "It is on its way back to you",
    "claim_delivered_back": "It is with you again",
    "claim_appointment_wanted": "You asked for an appointment",
    "claim_appointment": "Your appointment with an expert",
    "claim_refunding": "Refund on its way",
    "claim_refunded": "Refunded",
    "claim_closed": "The claim is closed",
    "claim_withdrawn": "You took the claim back",
    "claim_declined": "We can’t take it up",
    "claim_lapsed": "The claim lapsed: the parcel was not on its way in time",
}
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
LEAVES, ARRIVES = "It leaves for you", "It is with you again"


def steps_of(claim: Claim) -> list[Step]:
    """What happened to a claim, and what comes next with the time that it may take."""
    events = OrderEvent.objects.filter(order=claim.order_id, public=True, kind__in=TOLD)
    mine = [event for event in events.order_by("at", "pk") if event.data.get("claim") == claim.number]
    return [*map(_happened, mine), *_to_come(claim)]


def within(state: ClaimState, figures: Figures | None = None) -> str:
    """`2 days`, `48 hours`: how long a step may take."""
    step = clock.STEPS[state]
    count = int((figures or figures_in_force())[step.figure])
    return f"{count} {step.unit.removesuffix('s') if count == 1 else step.unit}"


def _happened(event: OrderEvent) -> Step:
    note = NOTES[event.kind](event) if event.kind in NOTES else ""
    number, carrier = event.data.get("tracking", ""), event.data.get("carrier", "")
    link = (number, tracking.page(carrier, number)) if number else None
    return Step(TOLD[event.kind], event.at, note=note, link=link)


def _to_come(claim: Claim) -> list[Step]:
    state = ClaimState(claim.state)
    if claim.due_at is None:
        return []
    by = f"By {moment(claim.due_at)}"
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


def _reason(event: OrderEvent) -> str:
    return event.reason


def _chosen(event: OrderEvent) -> str:
    return f"{Choice(event.data['choice']).label}."


def _sum(event: OrderEvent) -> str:
    amount = event.data.get("amount")
    return f"{dollars(Decimal(amount), cents=True)}. {BANKS_WAIT}" if amount else BANKS_WAIT


NOTES: dict[str, Callable[[OrderEvent], str]] = {
    "claim_chosen": _chosen,
    "claim_appointment": _reason,
    "claim_declined": _reason,
    "claim_closed": _reason,
    "claim_lost": _reason,
    "claim_refunding": _sum,
    "claim_refunded": _sum,
}
