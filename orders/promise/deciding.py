"""Staff decide: what the review found, with reasons that she reads. Nobody can decide against the case.

The decider neither opened the claim nor judged the piece before it; the database refuses the same (migration 0002).
"""

from collections.abc import Set
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from authentication.cases import closing, standing
from authentication.models import Case, Review
from catalog.refusals import told_by
from orders.promise import keeping, mails, money, payable, states
from orders.promise.locks import lock_claim
from orders.promise.models import Choice, Claim, ClaimDecision, ClaimState, Kind, Outcome
from orders.promise.reviewing import judged_before
from orders.promise.states import ClaimRefused
from portero.core import audit

S = ClaimState
RULES = ("claim_decision_by_others", "claim_decision_follows_case", "claim_decision_stays")
OVERRIDE = "promise.override_tag"
SAY_WHY = "Say why; the client reads it."
YOU_OPENED = "You opened it: somebody else decides."
YOU_JUDGED = "You judged this piece before: somebody else decides."
NOT_DECIDED = "Its review isn’t decided yet."
NO_THIRD_PARTY = "The authenticator outside hasn’t given her word. Ask her, or another, again."
ANOTHER_TAG = "Its tag isn’t the one that it left with: a manager who didn’t unpack it decides, and says why."


@transaction.atomic
def authentic(claim: Claim, *, actor: Any, reasons: str, now: datetime | None = None) -> Claim:
    """The piece is what we sold: authentic, or, of a claim about the condition, as described. She reads why, and says
    whether she is confident now; after the third party's word it goes back to her.

    Raises ClaimRefused.
    """  # fmt: skip
    locked = _to_decide(claim, actor, reasons)
    _passed(locked)
    by_third = locked.state == S.THIRD_PARTY
    doubted = locked.kind == Kind.AUTHENTICITY
    _write(locked, Outcome.AUTHENTIC if doubted else Outcome.AS_DESCRIBED, reasons, actor, now)
    states.move(locked, S.DECIDED_AUTHENTIC, actor=actor, reason=reasons, at=now)
    mails.claim_authentic(locked)
    if by_third:
        states.move(locked, S.GOING_BACK, actor=actor, at=now)
    return locked


@transaction.atomic
def not_authentic(
    claim: Claim, *, actor: Any, reasons: str, in_spite_of_tag: str = "", now: datetime | None = None
) -> Claim:
    """The review failed, or couldn't verify it: everything goes back to her at once, and the piece stays here.

    While her bank disputes the money the decision stands and the refund waits (`refund_again`). Raises ClaimRefused.
    """
    locked = _to_decide(claim, actor, reasons)
    if _case_of(locked).state not in standing.FAILED:
        raise ClaimRefused("The review found it authentic.")
    spite = _in_spite_of_tag(locked, actor, in_spite_of_tag)
    _write(locked, Outcome.NOT_AUTHENTIC, reasons, actor, now, in_spite_of_tag=spite)
    states.move(locked, S.DECIDED_NOT_AUTHENTIC, actor=actor, reason=reasons, at=now)
    if money.try_full(locked, actor=actor):
        states.move(locked, S.REFUNDING, actor=actor, at=now, told=money.told(locked))
    mails.claim_not_authentic(locked)
    keeping.keep_for_good(locked, actor=actor, now=now)
    return locked


@transaction.atomic
def condition(
    claim: Claim,
    *,
    actor: Any,
    reasons: str,
    allowance: Decimal | None = None,
    in_spite_of_tag: str = "",
    now: datetime | None = None,
) -> Claim:
    """The condition was misdescribed: she chooses between all of her money and `allowance` (USD before tax), if one
    is offered.

    After a review that passed, or, of a claim about the condition, from her photographs while the piece is with her.
    Raises ClaimRefused.
    """  # fmt: skip
    locked = _to_decide(claim, actor, reasons, also={S.OPENED})
    here = locked.received_at is not None
    if here:
        _passed(locked)
    elif locked.kind != Kind.CONDITION:
        raise ClaimRefused("It has to be reviewed first.")
    elif allowance is None:
        raise ClaimRefused("Decided from photographs it needs an allowance; else send her a label.")
    if allowance is not None and not 0 < allowance < money.most_off(locked.order, locked.line):
        raise ClaimRefused("An allowance is more than nothing and less than what she paid for the piece.")
    spite = _in_spite_of_tag(locked, actor, in_spite_of_tag) if here else ""
    _write(locked, Outcome.MISDESCRIBED, reasons, actor, now, allowance=allowance, in_spite_of_tag=spite)
    states.move(locked, S.DECIDED_CONDITION, actor=actor, reason=reasons, at=now)
    payable.look(locked)
    mails.claim_condition(locked)
    return locked


@transaction.atomic
def not_ours(claim: Claim, *, actor: Any, reasons: str, now: datetime | None = None) -> Claim:
    """What came isn't the piece that left us: it goes back to her with the reasons. A manager decides that.

    Raises ClaimRefused, also where the tag is the one that it left with.
    """
    locked = _to_decide(claim, actor, reasons, also={S.RECEIVED})
    inspection = locked.inspection
    if locked.state not in {S.RECEIVED, S.UNDER_REVIEW} or inspection is None:
        raise ClaimRefused("It isn’t unpacked.")
    if inspection.tag_matches:
        raise ClaimRefused("It wears the tag that it left with.")
    _in_spite_of_tag(locked, actor, reasons)
    _write(locked, Outcome.NOT_OURS, reasons, actor, now)
    closing.close_of(locked.item, Case.Kind.CLAIM, reason="What came isn’t the piece.", actor=actor, now=now)
    states.move(locked, S.GOING_BACK, actor=actor, reason=reasons, at=now)
    mails.claim_declined(locked, reasons)
    return locked


@transaction.atomic
def refund_again(claim: Claim, *, actor: Any, now: datetime | None = None) -> Claim:
    """Ask for a refund that couldn't be asked for, or that failed for good. Raises ClaimRefused."""
    locked = lock_claim(claim.pk)
    if locked.state == S.DECIDED_NOT_AUTHENTIC:
        money.give_full(locked, actor=actor)
        states.move(locked, S.REFUNDING, actor=actor, at=now, told=money.told(locked))
    elif locked.refund is not None and locked.ended_at is None:
        again = money.give_allowance if locked.choice == Choice.ALLOWANCE else money.give_full
        again(locked, actor=actor)
        states.append(locked, "refunded_again", actor=actor, public=False, at=now, **money.told(locked))
    else:
        raise ClaimRefused("No refund is due.")
    return locked


@transaction.atomic
def take_back(claim: Claim, *, actor: Any, in_spite_of_tag: str = "", now: datetime | None = None) -> Claim:
    """What she chose a full refund for is here and is the piece: refunded at once. Raises ClaimRefused.

    The piece is reviewed and graded anew before it is offered again.
    """
    locked = lock_claim(claim.pk)
    if locked.state != S.RECEIVED or locked.choice != Choice.REFUND:
        raise ClaimRefused("No decided refund waits for this parcel.")
    if locked.inspection is None:
        raise ClaimRefused("Read its tag and answer the checks first.")
    said = _in_spite_of_tag(locked, actor, in_spite_of_tag)
    money.give_full(locked, actor=actor)
    told = money.told(locked) | ({"in_spite_of_tag": said} if said else {})
    states.move(locked, S.REFUNDING, actor=actor, at=now, told=told)
    keeping.take_back(locked, why=f"Came back under claim {locked.number}.", actor=actor, now=now)
    return locked


def _to_decide(claim: Claim, actor: Any, reasons: str, *, also: Set[ClaimState] = frozenset()) -> Claim:
    """The locked claim, if this person may decide it now. Raises ClaimRefused."""
    if not reasons.strip():
        raise ClaimRefused(SAY_WHY)
    locked = lock_claim(claim.pk)
    if locked.opened_by_id is not None and locked.opened_by_id == actor.pk:
        raise ClaimRefused(YOU_OPENED)
    if actor.pk in judged_before(locked):
        raise ClaimRefused(YOU_JUDGED)
    if locked.state not in {S.UNDER_REVIEW, S.THIRD_PARTY} | also:
        raise ClaimRefused(f"Claim {locked.number} isn’t there to be decided.")
    return locked


def _case_of(claim: Claim) -> Case:
    """Its decided case; after she asked for a third party *passed* is said by an authenticator outside alone.

    Where one of us, asked because nobody outside answered, found that it isn't authentic after all, that stands.
    """
    case = claim.case
    if case is None or case.state not in {Case.State.PASSED, *standing.FAILED}:
        raise ClaimRefused(NOT_DECIDED)
    if claim.state == S.THIRD_PARTY and case.state == Case.State.PASSED:
        word = case.reviews.filter(expert__isnull=False, state=Review.State.SUBMITTED)
        if not word.exists():
            raise ClaimRefused(NO_THIRD_PARTY)
    return case


def _passed(claim: Claim) -> None:
    if _case_of(claim).state != Case.State.PASSED:
        raise ClaimRefused("The review didn’t find it authentic.")


def _in_spite_of_tag(claim: Claim, actor: Any, why: str) -> str:
    """Money for a piece with another tag, or without: only by a second person who says why. Empty where it matches."""
    inspection = claim.inspection
    if inspection is not None and inspection.tag_matches:
        return ""
    unpacked = {claim.received_by_id, inspection.found_by_id if inspection else None}
    if not (why.strip() and actor.has_perm(OVERRIDE)) or actor.pk in unpacked:
        raise ClaimRefused(ANOTHER_TAG)
    return why.strip()[:300]


def _write(
    claim: Claim, outcome: Outcome, reasons: str, actor: Any, now: datetime | None, **facts: Any
) -> None:
    """The decision as a row; what the database refuses is said in its words. Raises ClaimRefused."""
    if now is not None:
        facts["decided_at"] = now
    third = claim.state == S.THIRD_PARTY
    try:
        with transaction.atomic():
            ClaimDecision.objects.create(
                claim=claim,
                outcome=outcome,
                reasons=reasons.strip(),
                case=claim.case if claim.received_at else None,
                third_party=third,
                decided_by=actor,
                **facts,
            )
    except IntegrityError as error:
        raise ClaimRefused(told_by(error, *RULES)) from None
    audit.record("promise.decided", claim, actor=actor, reason=reasons.strip(), outcome=outcome)
