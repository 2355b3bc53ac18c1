"""What she answers to a decision: confident or not, all of her money or the allowance. She may read every refusal."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.promise import keeping, mails, money, payable, states
from orders.promise.locks import lock_claim
from orders.promise.models import Choice, Claim, ClaimState
from orders.promise.states import ClaimRefused

S = ClaimState
NOTHING_TO_GIVE = (
    "The money for it isn’t with us any more, or your bank is looking at it: there is nothing to choose just now. "
    "We look into it and write to you."
)
NOT_ASKED = "There is nothing to answer just now."
LAST_WORD = "The third party has decided; that is the last word."


@transaction.atomic
def confident(claim: Claim, *, actor: Any = None, now: datetime | None = None) -> Claim:
    """She is confident now: the piece goes back to her. Raises ClaimRefused."""
    locked, at = _asked(claim, S.DECIDED_AUTHENTIC), now or timezone.now()
    states.move(locked, S.GOING_BACK, actor=actor, at=at, answered_at=at)
    return locked


@transaction.atomic
def not_confident(claim: Claim, *, actor: Any = None, now: datetime | None = None) -> Claim:
    """She still isn't: a third-party authenticator decides; staff ask one (`outside.ask`). Raises ClaimRefused."""
    locked, at = _asked(claim, S.DECIDED_AUTHENTIC), now or timezone.now()
    if locked.not_confident_at is not None:
        raise ClaimRefused(LAST_WORD)
    states.move(locked, S.THIRD_PARTY, actor=actor, at=at, answered_at=at, not_confident_at=at)
    mails.claim_third_party(locked)
    return locked


@transaction.atomic
def choose(claim: Claim, choice: str, *, actor: Any = None, now: datetime | None = None) -> Claim:
    """The condition was misdescribed: `refund` or `allowance`. Raises ClaimRefused.

    All of her money needs the piece here: where it is still with her a label is sent first. The allowance leaves the
    piece with her, or sends it back.
    """
    locked, at = _asked(claim, S.DECIDED_CONDITION), now or timezone.now()
    if locked.choice:
        raise ClaimRefused("You have chosen already.")
    if choice not in Choice.values or (choice == Choice.ALLOWANCE and locked.allowance is None):
        raise ClaimRefused("Choose one of the two.")
    locked.choice, locked.answered_at = choice, at
    locked.save(update_fields=["choice", "answered_at"])
    states.append(locked, "chosen", actor=actor, at=at, choice=choice)
    if choice == Choice.ALLOWANCE:
        _allowance(locked, actor, at)
    elif locked.received_at is not None:
        _refund(locked, actor, at)
    payable.look(locked)
    return locked


def _refund(claim: Claim, actor: Any, at: datetime) -> None:
    money.give_full(claim, actor=actor)
    states.move(claim, S.REFUNDING, actor=actor, at=at, told=money.told(claim))
    keeping.take_back(claim, why=f"Refunded under claim {claim.number}.", actor=None, now=at)


def _allowance(claim: Claim, actor: Any, at: datetime) -> None:
    money.give_allowance(claim, actor=actor)
    to = S.GOING_BACK if claim.received_at is not None else S.REFUNDING
    states.move(claim, to, actor=actor, at=at, told=money.told(claim))
    mails.claim_allowance(claim)


def _asked(claim: Claim, state: ClaimState) -> Claim:
    locked = lock_claim(claim.pk)
    if locked.state != state:
        raise ClaimRefused(NOT_ASKED)
    return locked
