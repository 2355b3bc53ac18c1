"""A queue of claims as its page shows it: whose turn each is, what rang about it, what the button does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authentication.models import Case
from catalog.photography.picture import photo_url
from orders.fulfilment.board import PieceCell
from orders.promise import reviewing
from orders.promise.desk.story import name_of
from orders.promise.models import Claim, ClaimReminder, ClaimState
from portero.core import due
from portero.core.due import Due, Group
from portero.core.words import moment

S = ClaimState
CARE, TABLE, EXPERTS, HERS, MANAGER = (
    "Customer care",
    "Fulfilment",
    "Authenticators",
    "The client",
    "The manager",
)
ACCOUNTING = "Accounting"
WHY = {
    reviewing.JUDGED: "reviewed it before",
    reviewing.GRADED: "graded it",
    reviewing.UNPACKED: "unpacked it",
    reviewing.OPENED: "opened the claim",
}
TURNS: dict[str, tuple[str, str]] = {
    S.OPENED: (CARE, "Read it"),
    S.LABEL_SENT: (HERS, "Receive"),
    S.IN_TRANSIT: ("The carrier", "Receive"),
    S.LOST: (ACCOUNTING, "Look"),
    S.UNDER_REVIEW: (EXPERTS, "Look"),
    S.DECIDED_AUTHENTIC: (HERS, "Look"),
    S.DECIDED_CONDITION: (HERS, "Look"),
    S.GOING_BACK: (TABLE, "Send back"),
    S.DECIDED_NOT_AUTHENTIC: (ACCOUNTING, "Look"),
    S.REFUNDING: (ACCOUNTING, "Look"),
}


@dataclass(frozen=True)
class Row:
    """One claim: its deadline, its piece, whose turn it is and the button of the next step."""

    claim: Claim
    due: Due
    piece: PieceCell
    turn: str
    button: str
    rung: str
    appointment: bool


def groups(found: Iterable[Claim], now: datetime) -> list[Group[Row]]:
    """Late, due today, later; an empty group is left out."""
    return due.groups((_row(claim, now) for claim in found), lambda row: row.due)


def turn_of(claim: Any) -> tuple[str, str]:
    """Whose turn it is, and the words of the button that leads on; a claim of `queues.open_claims`."""
    if claim.refund_problem:
        return ACCOUNTING, "Look"
    if claim.state == S.RECEIVED:
        return (EXPERTS, "Begin the review") if claim.inspected else (TABLE, "Compare")
    if claim.state == S.THIRD_PARTY:
        return _outside(claim)
    if claim.state == S.UNDER_REVIEW and claim.case and claim.case.decided_at:
        return EXPERTS, "Decide"
    if claim.state == S.GOING_BACK and claim.back_sent_at:
        return "The carrier", "Look"
    return TURNS.get(claim.state, ("Nobody", "Look"))


def _outside(claim: Any) -> tuple[str, str]:
    if claim.heard:
        return EXPERTS, "Decide"
    asked = claim.case is not None and claim.case.state == Case.State.OUTSIDE
    return ("The authenticator outside", "Look") if asked else (MANAGER, "Ask outside")


def rung(claim: Claim) -> str:
    """What rang about the step that it is in: reminded of, or escalated to the manager; nothing else."""
    here = [one for one in claim.reminders.all() if one.state == claim.state]
    if not here:
        return ""
    words = "Escalated" if here[-1].what == ClaimReminder.What.ESCALATION else "Reminded"
    return f"{words} {moment(here[-1].noticed_at)}"


def tag_matches(claim: Claim) -> bool:
    """Whether the piece wore the tag that it left with when somebody looked last; no before anybody has."""
    looks = list(claim.inspections.all())
    return bool(looks) and looks[-1].tag_matches


def barred(claim: Claim) -> list[tuple[str, str]]:
    """Who may not review the piece, and why, as colleagues read it."""
    return [(name_of(person), WHY.get(why, why)) for person, why in reviewing.who_may_not(claim)]


def piece_of(claim: Claim) -> PieceCell:
    """The piece as a queue shows it; the item came with its designer."""
    item = claim.item
    name = f"{item.designer.name} {item.title}"
    return PieceCell(name, item.number, photo_url(item.lead_photo, item.lead_widest, 160))


def _row(claim: Claim, now: datetime) -> Row:
    turn, button = turn_of(claim)
    asks = bool(claim.appointment_wanted) and claim.appointment_answered_at is None
    return Row(claim, due.seen(claim.due_at, now), piece_of(claim), turn, button, rung(claim), asks)
