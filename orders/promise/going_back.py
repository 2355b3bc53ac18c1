"""The piece travels back to its buyer, after an answer that left it hers."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from authentication.cases import standing
from catalog import custody, log
from catalog.models import Custody
from orders.fulfilment import tracking as numbers
from orders.promise import clock, mails, money, states
from orders.promise.locks import lock_claim
from orders.promise.models import Claim, ClaimState, Outcome
from orders.promise.states import ClaimRefused

S = ClaimState
CARRIER_LENGTH = 40


@transaction.atomic
def send(claim: Claim, *, tracking: str, carrier: str, actor: Any, now: datetime | None = None) -> Claim:
    """It is with the carrier. Raises ClaimRefused for a number that can't be one, and for what may not leave."""
    locked, at = lock_claim(claim.pk), now or timezone.now()
    if locked.state != S.GOING_BACK or locked.back_sent_at is not None:
        raise ClaimRefused("It isn’t there to be sent back.")
    if locked.decision != Outcome.NOT_OURS and standing.doubted(locked.item_id):
        raise ClaimRefused(f"{locked.item.number} is with our authenticators: it may not leave.")
    try:
        number = numbers.tidy(tracking)
    except ValueError as error:
        raise ClaimRefused(str(error)) from None
    if not carrier.strip():
        raise ClaimRefused("Which carrier has it?")
    locked.back_tracking, locked.back_carrier = number, carrier.strip()[:CARRIER_LENGTH]
    locked.back_sent_at, locked.back_sent_by = at, actor
    locked.save(update_fields=["back_tracking", "back_carrier", "back_sent_at", "back_sent_by"])
    why = f"Goes back under claim {locked.number}."
    custody.hand_over(locked.item, Custody.Holder.CARRIER, detail=number, given_by=actor, why=why, at=at)
    log.append(locked.item, "claim_sent_back", {"claim": locked.number}, actor=actor, at=at)
    told: dict[str, Any] = {"carrier": locked.back_carrier, "tracking": number}
    states.append(locked, "sent_back", actor=actor, at=at, **told)
    states.wait_again(locked, at)
    mails.claim_going_back(locked)
    return locked


@transaction.atomic
def delivered(claim: Claim, at: datetime | None = None, *, actor: Any = None) -> Claim:
    """She has it again: the claim is closed, as soon as an allowance has gone out. Raises ClaimRefused."""
    locked, at = lock_claim(claim.pk), at or timezone.now()
    if locked.state != S.GOING_BACK or locked.back_sent_at is None or locked.back_delivered_at is not None:
        raise ClaimRefused("It isn’t on its way back.")
    locked.back_delivered_at = at
    locked.save(update_fields=["back_delivered_at"])
    order = locked.order.number
    custody.hand_over(locked.item, Custody.Holder.OWNER, detail=order, given_by=actor, at=at)
    states.append(locked, "delivered_back", actor=actor, at=at)
    close_if_over(locked, actor=actor, at=at)
    return locked


@transaction.atomic
def came_back(claim: Claim, *, actor: Any, now: datetime | None = None) -> Claim:
    """The carrier brought it back to us undelivered: what was decided stands, and it is to be sent once more.

    Raises ClaimRefused for one that isn't on its way to her.
    """
    locked, at = lock_claim(claim.pk), now or timezone.now()
    if locked.state != S.GOING_BACK or locked.back_sent_at is None or locked.back_delivered_at is not None:
        raise ClaimRefused("It isn’t on its way back.")
    facts = not_sent(locked) | clock.of(locked, at)
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(facts))
    why = f"Claim {locked.number}: it came back to us undelivered."
    custody.hand_over(locked.item, Custody.Holder.STAFF, person=actor, given_by=actor, why=why, at=at)
    log.append(locked.item, "claim_undelivered", {"claim": locked.number}, actor=actor, at=at)
    states.append(locked, "undelivered", actor=actor, at=at, public=False)
    return locked


def not_sent(claim: Claim) -> dict[str, Any]:
    """What a claim looks like whose piece is here again after it had left for her."""
    nothing: dict[str, Any] = {
        "back_carrier": "",
        "back_tracking": "",
        "back_sent_at": None,
        "back_sent_by": None,
    }
    return nothing | {"back_times": claim.back_times + 1}


def close_if_over(claim: Claim, *, actor: Any = None, at: datetime | None = None) -> bool:
    """Close a locked claim whose piece is back with her and whose refund, if any, is done; True if that was now."""
    if claim.state != S.GOING_BACK or claim.back_delivered_at is None or not money.done(claim):
        return False
    states.move(claim, S.CLOSED, actor=actor, at=at)
    mails.claim_closed(claim)
    return True
