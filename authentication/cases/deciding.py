"""What the submitted reviews of a case mean, and what follows from a decision."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authentication.cases import deadlines, second_looks, states
from authentication.cases.locks import lock_case
from authentication.cases.refusals import refusals_told
from authentication.cases.tiers import WANTED
from authentication.models import Case, Review
from authentication.serials import alarms
from authentication.serials.entered import record_from
from catalog import log
from catalog.locks import lock_item
from catalog.models import Clearance, Item

S, V = Case.State, Review.Verdict
THIRD, OUTSIDE = 3, 4
DECISIONS: dict[str, Case.State] = {
    V.AUTHENTIC: S.PASSED,
    V.COUNTERFEIT: S.COUNTERFEIT,
    V.CANNOT_VERIFY: S.UNVERIFIED,
}
# Which kinds of case give a piece its clearance; a claim keeps the one it has, the others are only asked for quality.
CLEARING = (Case.Kind.INTAKE, Case.Kind.BY_HAND)


def meaning(tier: str, verdicts: Mapping[int, str]) -> Case.State | None:
    """Where a case of this tier stands with these verdicts, by round; None: it waits for more of them.

    The first reviews (two of tier A) decide if they agree; else a third does by majority, and without a majority the
    authenticator outside. Whoever asks for a second opinion has no vote.
    """
    if OUTSIDE in verdicts:
        return DECISIONS.get(verdicts[OUTSIDE], S.UNVERIFIED)
    wanted = WANTED[tier]
    if THIRD in verdicts:
        return _majority(wanted, list(verdicts.values()))
    if len(verdicts) < wanted:
        return None
    said = set(verdicts.values())
    return DECISIONS.get(said.pop(), S.DISAGREED) if len(said) == 1 else S.DISAGREED


def _majority(wanted: int, said: list[str]) -> Case.State:
    """More than half of the votes, and as many as the tier asks for; else it goes outside."""
    votes = Counter(verdict for verdict in said if verdict in DECISIONS)
    verdict, count = votes.most_common(1)[0] if votes else ("", 0)
    decided = count >= wanted and 2 * count > votes.total()
    return DECISIONS[verdict] if decided else S.OUTSIDE


def submitted(review: Review, verdict: str, reason: str, now: datetime) -> None:
    """Write the verdict for good, in the caller's transaction, under the case's lock. Raises CaseRefused."""
    review.state, review.submitted_at, review.ring_at = Review.State.SUBMITTED, now, None
    review.verdict, review.reason = verdict, reason.strip()
    with refusals_told():
        review.save(update_fields=["state", "submitted_at", "ring_at", "verdict", "reason"])
    record_from(review)
    # Not what she said: a colleague who is to review it blind may read the events.
    states.append(review.case, "submitted", actor=review.reviewer, at=now, data={"round": review.round})
    told = {"case": review.case.number, "round": review.round}
    log.append(review.case.item, "reviewed", told, actor=review.reviewer, at=now)


def follow(case_pk: int, *, actor: Any, now: datetime) -> Case:
    """Move the case where its submitted reviews have it; nothing happens while they say nothing new.

    In the caller's transaction. `actor` gave the last word (None: the authenticator outside). A piece with an alarm
    about its number doesn't pass before that is decided; whoever decides it follows the case again.
    """
    case = lock_case(case_pk)
    given = list(case.reviews.filter(state=Review.State.SUBMITTED).order_by("round"))
    to = meaning(case.tier, {one.round: one.verdict for one in given})
    if to is None or to == case.state:
        return case
    if to == S.PASSED and alarms.blocking(case.item).exists():
        states.append(case, "waits", at=now, said="An alarm about its number has to be decided first.")
        return case
    if to in (S.DISAGREED, S.OUTSIDE):
        due, ring = deadlines.of(case, now)
        return states.move(case.pk, to, actor=actor, at=now, due_at=due, ring_at=ring)
    return _decide(case, to, given, actor, now)


def _decide(case: Case, to: Case.State, given: list[Review], actor: Any, now: datetime) -> Case:
    item = lock_item(case.item_id)
    said = {str(one.round): one.verdict for one in given}
    with refusals_told():
        case = states.move(
            case.pk, to, actor=actor, at=now, reason=_reason(to, given), data={"verdicts": said}
        )
    log.append(
        item, "decided", {"case": case.number, "outcome": str(to), "verdicts": said}, actor=actor, at=now
    )
    if to == S.PASSED and case.kind in CLEARING:
        _clear(case, item, actor, now)
    if to != S.PASSED and case.kind == Case.Kind.REGRADE:
        second_looks.answer(case, now=now)
    return case


def _reason(to: Case.State, given: list[Review]) -> str:
    """What those said who were followed; its owner reads it if the piece isn't taken."""
    followed = [one for one in given if DECISIONS.get(one.verdict) == to]
    return "\n".join(dict.fromkeys(one.reason for one in followed or given if one.reason))


def _clear(case: Case, item: Item, actor: Any, now: datetime) -> None:
    """The newest passed case is what clears the piece; an earlier clearance stays as a row."""
    who = actor if getattr(actor, "is_authenticated", False) else None
    with refusals_told():
        item.clearance = Clearance.objects.create(
            kind=Clearance.Kind.AUTHENTICATION, reference=case.number, given_at=now, given_by=who
        )
        item.save(update_fields=["clearance", "updated_at"])
