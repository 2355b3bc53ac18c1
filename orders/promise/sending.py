"""Her label: bought outside any transaction under the claim's number, then sent to her."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from logistics import by_hand, labels
from logistics.gateway import CarrierError, Refused, Silent
from logistics.models import LabelState, Purpose
from orders.promise import mails, states
from orders.promise.locks import lock_claim
from orders.promise.models import Choice, Claim, ClaimState
from orders.promise.shipping import dispatch_of
from orders.promise.states import ClaimRefused

S = ClaimState
NO_ANSWER = (
    "The carrier doesn’t answer. It may have been bought: it is looked up, and sent by itself if it was."
)


def send_label(claim: Claim, *, actor: Any, now: datetime | None = None) -> Claim:
    """Buy a prepaid, insured label to us and mail it to her. Called outside any transaction; twice is once.

    Raises ClaimRefused with the carrier's own words, or where no label is due.
    """
    fresh = Claim.objects.select_related("order__contact", "line", "item").get(pk=claim.pk)
    if not wants_label(fresh):
        raise ClaimRefused(f"Claim {fresh.number} waits for no label.")
    try:
        label = labels.live(fresh.number, Purpose.RETURN)
        label = label or labels.return_label(dispatch_of(fresh), Purpose.RETURN, actor=actor)
    except Silent:
        raise ClaimRefused(NO_ANSWER) from None
    except CarrierError as error:
        raise ClaimRefused(error.message) from None
    if label.state != LabelState.BOUGHT:
        raise ClaimRefused(NO_ANSWER)
    return labelled(fresh, actor=actor, now=now)


def send_typed(
    claim: Claim,
    *,
    carrier: str,
    service: str,
    tracking_number: str,
    cost: Decimal,
    actor: Any,
    now: datetime | None = None,
) -> Claim:
    """As `send_label`, for a label that somebody bought at the carrier for `cost` USD. Raises ClaimRefused."""
    fresh = Claim.objects.select_related("order__contact", "line", "item").get(pk=claim.pk)
    if not wants_label(fresh):
        raise ClaimRefused(f"Claim {fresh.number} waits for no label.")
    told: dict[str, Any] = {"carrier": carrier, "service": service, "tracking_number": tracking_number}
    try:
        by_hand.record(dispatch_of(fresh), Purpose.RETURN, cost=cost, actor=actor, **told)
    except Refused as refused:
        raise ClaimRefused(refused.message) from None
    return labelled(fresh, actor=actor, now=now)


@transaction.atomic
def labelled(claim: Claim, *, actor: Any = None, now: datetime | None = None) -> Claim:
    """The label is bought: she gets it, and her time to hand the parcel over begins. Raises ClaimRefused."""
    locked = lock_claim(claim.pk)
    label = labels.live(locked.number, Purpose.RETURN)
    if label is None or label.state != LabelState.BOUGHT:
        raise ClaimRefused("Its label isn’t bought yet.")
    if not wants_label(locked):
        raise ClaimRefused(f"Claim {locked.number} waits for no label.")
    told = {"carrier": label.carrier, "tracking": label.tracking_number}
    states.move(locked, S.LABEL_SENT, actor=actor, at=now, label_sent_at=now or timezone.now(), told=told)
    mails.claim_label(locked)
    return locked


def wants_label(claim: Claim) -> bool:
    """Whether the piece is with her and has to come to us: at the beginning, and before a full refund."""
    if claim.state == S.DECIDED_CONDITION:
        return claim.choice == Choice.REFUND and claim.received_at is None
    return claim.state == S.OPENED
