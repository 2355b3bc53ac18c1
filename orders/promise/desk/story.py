"""What happened to a claim, for staff: the events of its order that are about it, in words; the newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orders.models import OrderEvent
from orders.promise import inspecting
from orders.promise.models import Claim, ClaimInspection, ClaimState

PREFIX = "claim_"
STATES = dict(ClaimState.choices)
NOBODY = "by itself"
# Who it was where no member of staff or account did it: she by her link, or the carrier.
HERS = {"opened", "withdrawn", "appointment_wanted", "chosen", "third_party", "going_back"}
CARRIERS = {"in_transit", "delivered_back", "closed"}
WORDS = {
    "reminded": "She was reminded",
    "overdue": "Past its clock: customer care and the manager were called",
    "inspected": "Compared with how it left",
    "chosen": "She has chosen",
    "appointment_wanted": "She asked for an appointment",
    "appointment": "She was offered a time",
    "third_party_asked": "An authenticator outside was asked",
    "sent_back": "Handed to the carrier, back to her",
    "delivered_back": "She has it again",
    "by_hand": "It is paid by hand",
    "refunded_again": "The refund was asked for again",
    "undelivered": "It came back to us undelivered",
    "turned_up": "Found after it was paid back: ours again",
}


@dataclass(frozen=True)
class Told:
    """One thing that happened. `said`: the reason or note with it; `public`: she reads it too."""

    what: str
    said: str
    at: datetime
    who: str
    public: bool


@dataclass(frozen=True)
class Finding:
    """What was found at the table, each check in words with its answer."""

    inspection: ClaimInspection
    answers: list[tuple[str, bool]]


def story_of(claim: Claim) -> list[Told]:
    """Everything, in one query; what staff alone read too."""
    events = claim.order.events.filter(kind__startswith=PREFIX, data__claim=claim.number)
    return [_told(event) for event in events.select_related("actor").order_by("-at", "-pk")]


def findings(claim: Claim) -> list[Finding]:
    """What was found whenever somebody looked, the newest last; checks of an earlier list keep their names."""
    return [Finding(one, _answers(one)) for one in claim.inspections.all()]


def name_of(person: Any) -> str:
    """What colleagues call her; her address where she has given no name."""
    return (person.get_full_name() or person.email) if person else NOBODY


def _answers(inspection: ClaimInspection) -> list[tuple[str, bool]]:
    names = dict.fromkeys([*inspecting.CHECKS, *inspection.checks])
    return [
        (inspecting.CHECKS.get(name, name), inspection.checks[name])
        for name in names
        if name in inspection.checks
    ]


def _told(event: OrderEvent) -> Told:
    kind = event.kind.removeprefix(PREFIX)
    what = WORDS.get(kind) or STATES.get(kind) or kind.replace("_", " ").capitalize()
    who = name_of(event.actor) if event.actor else _who(kind)
    return Told(what, event.reason, event.at, who, event.public)


def _who(kind: str) -> str:
    return "the client" if kind in HERS else "the carrier" if kind in CARRIERS else NOBODY
