"""Which step of a claim is due, what else may be done to it now, and which of that leads to a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from authentication.models import Case
from authentication.models.cases import DECIDED
from orders.promise import back_labels, late, losing, money, otherwise, sending
from orders.promise.desk.queues import DECIDE, MANAGE, RECEIVE
from orders.promise.desk.showing import tag_matches
from orders.promise.models import Choice, Claim, ClaimState, Kind

S = ClaimState
OTHERS: dict[str, tuple[str, ...]] = {
    S.OPENED: ("typed", "receive", "decline"),
    S.IN_TRANSIT: ("lost",),
    S.LOST: ("receive", "lost_refund", "lost_close"),
    S.LAPSED: ("receive",),
    S.WITHDRAWN: ("receive",),
    S.DECIDED_AUTHENTIC: ("confident", "not_confident"),
}


@dataclass(frozen=True)
class Lead:
    """A page that takes a step: what is to be done there, and the button that leads to it."""

    about: str
    button: str
    url: str
    permission: str
    is_due: bool = True


def next_of(claim: Any) -> str:
    """The verb that is due now, or nothing: then a page leads on, or it is somebody else's turn."""
    if sending.wants_label(claim):
        return "label"
    rule = NEXT.get(claim.state, _to_refund)
    return rule(claim) if callable(rule) else rule


def others_of(claim: Any) -> list[str]:
    """What else may be done, without the verb that is due."""
    names = [*OTHERS.get(claim.state, ())]
    if claim.state == S.DECIDED_CONDITION:
        names += _to_choose(claim)
    if claim.state == S.GOING_BACK:
        names += _beside_the_way_back(claim)
    names += _found_after_all(claim)
    if otherwise.is_open_to(claim):
        names += ["by_hand", "otherwise"]
    if claim.is_open and claim.appointment_wanted and claim.appointment_answered_at is None:
        names.append("appointment")
    return names


def leads_of(claim: Any) -> list[Lead]:
    """The pages on which the next step is taken: the table, the decision."""
    found = []
    if claim.state == S.RECEIVED:
        found.append(_to_table(claim))
    if lead := _to_decision(claim):
        found.append(lead)
    return found


def _after_the_table(claim: Any) -> str:
    if not claim.inspected:
        return ""
    return "take_back" if claim.choice == Choice.REFUND else "begin"


def _after_the_review(claim: Claim) -> str:
    """Its case was closed without a decision: another is opened."""
    return "begin" if claim.case and claim.case.state == Case.State.CLOSED else ""


def _way_back(claim: Claim) -> str:
    if claim.back_sent_at is None:
        return "send"
    return "delivered" if claim.back_delivered_at is None else _to_refund(claim)


def _to_ask(claim: Any) -> str:
    """Nobody outside is asked yet, or whoever was didn't answer."""
    asked = claim.case is not None and claim.case.state == Case.State.OUTSIDE
    return "" if asked or claim.heard else "ask"


def _to_refund(claim: Claim) -> str:
    """It could not be asked for, or it failed and accounting has closed it."""
    due = claim.state == S.DECIDED_NOT_AUTHENTIC or (claim.is_open and money.fell_short(claim))
    return "refund_again" if due else ""


def _beside_the_way_back(claim: Claim) -> list[str]:
    if claim.back_delivered_at is not None:
        return []
    names = ["undelivered", "lost"]
    if claim.back_sent_at is None:
        names = ["back_label"] if back_labels.label_of(claim) is None else []
    return [*names, *filter(None, [_to_refund(claim)])]


def _found_after_all(claim: Claim) -> list[str]:
    """Its parcel came too late for its condition, or what was given up as lost is here."""
    found = {
        "too_late": late.sent_too_late(claim),
        "receive": claim.state == S.CLOSED and late.may_go_on(claim),
        "turned_up": losing.may_turn_up(claim),
    }
    return [name for name, stands in found.items() if stands]


def _to_choose(claim: Claim) -> list[str]:
    if claim.choice:
        return ["typed", "receive"] if sending.wants_label(claim) else []
    return ["refund", "allowance"] if claim.allowance is not None else ["refund"]


def _to_table(claim: Any) -> Lead:
    url = reverse("claims-desk:inspect", args=[claim.number])
    if claim.inspected:
        return Lead("It was compared with how it left.", "Look at it again", url, RECEIVE, is_due=False)
    about = "Compare it with how it left: the tag, the same pictures, all that was sold with it."
    return Lead(about, "Compare", url, RECEIVE)


def _to_decision(claim: Any) -> Lead | None:
    url = reverse("claims-desk:decide", args=[claim.number])
    if claim.state == S.UNDER_REVIEW or (claim.state == S.THIRD_PARTY and not _to_ask(claim)):
        decided = claim.heard if claim.state == S.THIRD_PARTY else _is_decided(claim.case)
        about = "The review is decided: now decide the claim." if decided else "The review isn’t decided yet."
        return Lead(about, "Decide" if decided else "How it will be decided", url, DECIDE, is_due=decided)
    if claim.state == S.RECEIVED and claim.inspected and not tag_matches(claim):
        about = "It wears another tag, or none. Is it the piece that left us at all?"
        return Lead(about, "Decide that it is not ours", url, MANAGE, is_due=False)
    if claim.state == S.OPENED and claim.kind == Kind.CONDITION:
        about = "Her pictures show enough? Offer an allowance, and nothing has to travel."
        return Lead(about, "Decide from her pictures", url, DECIDE, is_due=False)
    return None


def _is_decided(case: Case | None) -> bool:
    return case is not None and case.state in DECIDED


NEXT: dict[str, str | Callable[[Any], str]] = {
    S.LABEL_SENT: "receive",
    S.IN_TRANSIT: "receive",
    S.RECEIVED: _after_the_table,
    S.UNDER_REVIEW: _after_the_review,
    S.THIRD_PARTY: _to_ask,
    S.GOING_BACK: _way_back,
}
