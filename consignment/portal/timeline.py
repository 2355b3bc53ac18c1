"""What happened to a piece as its owner reads it: her submission's and her consignment's events, oldest first."""

from dataclasses import dataclass
from datetime import datetime

from consignment.models import Consignment, ConsignmentEvent, Submission, SubmissionEvent

# In her words; an event that isn't named here is told by the state it moved to.
SAID = {
    "draft": "You began",
    "unconfirmed": "You sent it; we asked you to confirm your e-mail",
    "sent": "It is with our specialists",
    "asked": "We asked for more pictures",
    "offered": "We made an offer",
    "offer_replaced": "We made another offer",
    "accepted": "You signed the agreement",
    "declined": "We can’t take it",
    "withdrawn": "It is withdrawn",
    "lapsed": "It lapsed",
    "message": "We wrote to you",
    "agreed": "We prepare your label",
    "awaited": "Your label is on its way to you",
    "in_transit": "The carrier has your piece",
    "received": "Your piece is with us",
    "cleared": "Our experts have passed it",
    "prepared": "It is graded, described and photographed",
    "approved": "Its price is set",
    "listed": "It is for sale",
    "sold": "It is sold",
    "rejected": "We can’t list it; it comes back to you",
    "returning": "It is on its way back to you",
    "returned": "It is back with you",
    "not_received": "It didn’t arrive",
    "cancelled": "The agreement is cancelled",
    "legal_hold": "We have to keep it for now",
    "at_our_door": "The carrier has delivered the parcel to us",
    "sending_back": "We prepare its way back to you",
    "consent_asked": "We asked you about its price",
    "consent_over": "The question about its price has ended",
}
HERS = {
    "message": "You wrote to us",
    "sent": "You sent it to us",
    "withdrawn": "You withdrew it",
    "cancelled": "You withdrew it",
    "consent_answered": "You answered the question about its price",
}


@dataclass(frozen=True)
class Step:
    """One line of the timeline."""

    at: datetime
    what: str
    said: str


def timeline_of(submission: Submission, consignment: Consignment | None) -> list[Step]:
    """The public events of both; two queries at most."""
    steps = [_step(event) for event in submission.events.filter(public=True)]
    if consignment is not None:
        steps += [_step(event) for event in consignment.events.filter(public=True)]
    return sorted(steps, key=lambda step: step.at)


def _step(event: SubmissionEvent | ConsignmentEvent) -> Step:
    named = HERS.get(event.kind) if event.by_consignor else None
    return Step(
        event.at, named or SAID.get(event.kind) or event.kind.replace("_", " ").capitalize(), event.said
    )
