"""The label of a claimed piece back to its buyer: bought at the desk, followed until she has it again."""

import logging
from collections.abc import Callable
from functools import partial

from accounts.models import User
from logistics.gateway import Dispatch
from logistics.models import Label
from orders.fulfilment import back_again
from orders.promise import going_back
from orders.promise.locks import lock_claim
from orders.promise.models import Claim, ClaimState
from orders.promise.shipping import box_of
from orders.promise.states import ClaimRefused

logger = logging.getLogger(__name__)
NOT_NOW = "Only a piece that is to go back to her, and is still here, gets a label."


def reference_of(claim: Claim) -> str:
    """What the label is bought under: anew each time that it came to us again."""
    return f"{claim.number}{back_again.again(claim.back_times)}"


def label_of(claim: Claim) -> Label | None:
    """The label that is bought for its way back; None while there is none."""
    return back_again.label_of(reference_of(claim))


def buy(claim: Claim, *, actor: User) -> Label:
    """Buy the cheapest label to where it was delivered, insured for its price. Outside any transaction; twice is once.

    Raises ClaimRefused with the carrier's words, for a piece that stays or has left, and for one with papers of
    customs that are made at the carrier.
    """
    _refuse_gone(claim)
    told = partial(_told_to, back_again.dispatch_of, claim)
    try:
        return back_again.buy(reference_of(claim), told, actor=actor, first=partial(_still_here, claim))
    except back_again.NoLabel as none:
        raise ClaimRefused(str(none)) from None


def send(claim: Claim, *, tracking: str, carrier: str, actor: User) -> Claim:
    """It is with the carrier, who is asked about it from now on; a label that was bought and isn't the one it wears is
    taken back. Outside any transaction. Raises ClaimRefused.
    """  # fmt: skip
    sent = going_back.send(claim, tracking=tracking, carrier=carrier, actor=actor)
    back_again.void_unless(reference_of(sent), sent.back_tracking, actor=actor)
    parcel = _told_to(back_again.parcel_of, sent)
    back_again.follow(parcel, carrier=sent.back_carrier, number=sent.back_tracking, actor=actor)
    return sent


def sweep() -> int:
    """What the carrier has delivered is hers again; returns how many. Safe to run twice or at once."""
    going = Claim.objects.filter(state=ClaimState.GOING_BACK, ended_at__isnull=True)
    under_way = going.filter(back_sent_at__isnull=False, back_delivered_at__isnull=True)
    arrived = back_again.arrived(back_again.with_reference(under_way, "number"))[:200]
    return sum(_delivered(claim) for claim in arrived)


def _refuse_gone(claim: Claim) -> None:
    if claim.state != ClaimState.GOING_BACK or claim.back_sent_at is not None:
        raise ClaimRefused(NOT_NOW)


def _still_here(claim: Claim) -> None:
    """Under its lock: nobody has sent it back by another label meanwhile."""
    _refuse_gone(lock_claim(claim.pk))


def _told_to(tells: Callable[..., Dispatch], claim: Claim) -> Dispatch:
    return tells(claim.order, claim.shipment_line, reference_of(claim), box_of(claim))


def _delivered(claim: Claim) -> bool:
    try:
        going_back.delivered(claim, claim.arrived_at)  # type: ignore[attr-defined]
    except ClaimRefused as refused:
        logger.warning("the piece of claim %s isn't hers again: %s", claim.number, refused)
        return False
    return True
