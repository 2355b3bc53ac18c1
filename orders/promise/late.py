"""A parcel that comes after its claim has ended: sent by our label too late, or given up as lost and found.

It goes on where it stopped. Its doubt was told within its time, so a claim about the condition goes on too, also where
the parcel was late: the label was ours, and the first scan of the carrier says when it was sent. What was sent too late
for that staff may send back instead, with a reason that she reads (`too_late`).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from logistics.gateway import MOVING
from logistics.models import TrackingEvent
from orders.models import Claim as Sold
from orders.promise import clock, mails, states, windows
from orders.promise.locks import lock_claim
from orders.promise.models import Claim, ClaimState, Kind, RefundKind
from orders.promise.states import ENDS, ClaimRefused
from orders.returns.models import ReturnPiece
from portero.core import audit

S = ClaimState
OPEN = "Claim {0} about the same piece is open: receive it there."
COMES_BACK = "Return {0} of the same piece is open: receive it there."
NOT_HERS = "It isn’t hers any more: it came back, or was refunded. Find out why it was sent."
OVER = "Claim {0} is over: find out why it was sent."
IN_TIME = "It was sent in time: the claim goes on."


def may_go_on(claim: Claim) -> bool:
    """Whether the state in which it ended lets it go on: lapsed, withdrawn, or closed as lost without her money."""
    if claim.state == S.CLOSED:
        return (
            claim.lost_at is not None
            and claim.paid_otherwise is None
            and claim.refund_kind != RefundKind.FULL
        )
    return claim.state in {S.LAPSED, S.WITHDRAWN}


def refuse(claim: Claim) -> None:
    """Raises ClaimRefused where a locked claim has ended and can't go on; a claim that hasn't ended passes."""
    if claim.state not in ENDS:
        return
    if not may_go_on(claim):
        raise ClaimRefused(OVER.format(claim.number))
    if other := Claim.objects.filter(item=claim.item_id, ended_at__isnull=True).first():
        raise ClaimRefused(OPEN.format(other.number))
    coming = ReturnPiece.objects.filter(line=claim.line_id, over_at__isnull=True)
    if back := coming.select_related("ret").first():
        raise ClaimRefused(COMES_BACK.format(back.ret.number))
    if not Sold.objects.filter(line=claim.line_id, released_at__isnull=True).exists():
        raise ClaimRefused(NOT_HERS)


def sent_too_late(claim: Claim) -> bool:
    """Whether a received claim about the condition was sent after all its time: that of the claim, and of its label.

    Its own time counts by the carrier's first scan, else by its arrival.
    """
    if claim.kind != Kind.CONDITION or claim.state != S.RECEIVED or claim.reopened_at is None or claim.choice:
        return False
    sent, until = _sent_at(claim), _until(claim)
    return sent is not None and until is not None and sent > until


@transaction.atomic
def too_late(claim: Claim, *, actor: Any, reason: str, now: datetime | None = None) -> Claim:
    """It goes back to her as it came, with the reason that she reads. Raises ClaimRefused where it was in time."""
    said = reason.strip()[: states.REASON_LENGTH]
    if not said:
        raise ClaimRefused("Say why; the client reads it.")
    locked = lock_claim(claim.pk)
    if not sent_too_late(locked):
        raise ClaimRefused(IN_TIME)
    states.move(locked, S.GOING_BACK, actor=actor, reason=said, at=now, end_reason=said)
    audit.record("promise.too_late", locked, actor=actor, reason=said)
    mails.claim_declined(locked, said, late=True)
    return locked


def _sent_at(claim: Claim) -> datetime | None:
    label = claim.label
    scans = TrackingEvent.objects.filter(label=label, status__in=MOVING).order_by("at") if label else None
    first = scans.first() if scans is not None else None
    return first.at if first else claim.in_transit_at or claim.received_at


def _until(claim: Claim) -> datetime | None:
    """The later of both; None while nobody knows when the piece was delivered."""
    until = windows.condition_until(claim.shipment_line)
    if until is None or claim.label_sent_at is None:
        return until
    days: timedelta = clock.length(clock.STEPS[S.LABEL_SENT])
    return max(until, claim.label_sent_at + days)
