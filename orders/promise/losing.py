"""A parcel under a claim is lost: the only way to her money without the piece, and always by a person with a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.promise import arriving, keeping, mails, money, states
from orders.promise.locks import lock_claim
from orders.promise.models import Claim, ClaimState, RefundKind
from orders.promise.states import ClaimRefused
from portero.core import audit

S = ClaimState


@transaction.atomic
def lost(claim: Claim, *, actor: Any, reason: str, now: datetime | None = None) -> Claim:
    """The carrier has lost it, on the way to us or back to her: she is told, and staff decide. Raises ClaimRefused."""
    locked, at = _locked(claim, reason), now or timezone.now()
    if locked.state == S.GOING_BACK and (locked.back_sent_at is None or locked.back_delivered_at is not None):
        raise ClaimRefused("It isn’t with the carrier.")
    states.move(locked, S.LOST, actor=actor, reason=reason, at=at, lost_at=at)
    audit.record("promise.lost", locked, actor=actor, reason=reason.strip())
    mails.claim_lost(locked, reason.strip())
    return locked


@transaction.atomic
def refund(claim: Claim, *, actor: Any, reason: str, now: datetime | None = None) -> Claim:
    """It won't be found: she gets back all that is left of what she paid. Raises ClaimRefused."""
    locked = _locked(claim, reason)
    if locked.state != S.LOST:
        raise ClaimRefused("It isn’t lost.")
    if locked.refund is not None and not (money.done(locked) or money.fell_short(locked)):
        raise ClaimRefused("Its first refund hasn’t gone out yet.")
    locked.refund, locked.refund_kind = None, ""
    money.give_full(locked, actor=actor)
    facts: dict[str, Any] = {"end_reason": reason.strip()[: states.REASON_LENGTH]}
    told = money.told(locked)
    states.move(locked, S.REFUNDING, actor=actor, reason=reason, at=now, told=told, **facts)
    audit.record("promise.lost_refunded", locked, actor=actor, reason=reason.strip())
    mails.claim_lost(locked, reason.strip())
    return locked


@transaction.atomic
def close(claim: Claim, *, actor: Any, reason: str, now: datetime | None = None) -> Claim:
    """Nothing is owed: she reads why. Raises ClaimRefused."""
    locked = _locked(claim, reason)
    if locked.state != S.LOST:
        raise ClaimRefused("It isn’t lost.")
    facts: dict[str, Any] = {"end_reason": reason.strip()[: states.REASON_LENGTH]}
    states.move(locked, S.CLOSED, actor=actor, reason=reason, at=now, **facts)
    audit.record("promise.closed", locked, actor=actor, reason=reason.strip())
    mails.claim_closed(locked)
    return locked


@transaction.atomic
def turned_up(claim: Claim, *, actor: Any, now: datetime | None = None) -> Claim:
    """What was lost and paid back is found: ours again, a draft that others review anew. No money moves.

    Raises ClaimRefused.
    """
    locked, at = lock_claim(claim.pk), now or timezone.now()
    if not may_turn_up(locked):
        raise ClaimRefused("Only a lost piece that was refunded turns up.")
    locked.turned_up_at, locked.turned_up_by = at, actor
    locked.save(update_fields=["turned_up_at", "turned_up_by"])
    arriving.taken_in(locked, actor, at)
    why = f"Claim {locked.number}: lost, paid back, and found."
    keeping.take_back(locked, why=why, actor=actor, now=at, unseen=True)
    states.append(locked, "turned_up", actor=actor, public=False, at=at, item=locked.item.number)
    audit.record("promise.turned_up", locked, actor=actor)
    return locked


def may_turn_up(claim: Claim) -> bool:
    """Whether it was lost, all of its money went back or is on its way, and nobody has found it yet."""
    paid = claim.refund_kind == RefundKind.FULL or claim.paid_otherwise is not None
    over = claim.state in {S.REFUNDING, S.REFUNDED, S.CLOSED}
    return over and paid and claim.lost_at is not None and claim.turned_up_at is None


def _locked(claim: Claim, reason: str) -> Claim:
    if not reason.strip():
        raise ClaimRefused("Say why; the client reads it.")
    return lock_claim(claim.pk)
