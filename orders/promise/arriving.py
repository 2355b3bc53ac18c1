"""The parcel is here: who opened it has the piece, and won't judge it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog import custody, log
from catalog.models import Custody
from orders.promise import going_back, late, mails, states
from orders.promise.locks import lock_claim
from orders.promise.models import Claim, ClaimState
from portero.core import audit


@transaction.atomic
def receive(claim: Claim, *, actor: Any, now: datetime | None = None) -> Claim:
    """The piece has arrived, by her label or brought by hand, also one that was given up, and one that came after its
    claim lapsed or was withdrawn (`late`). Raises ClaimRefused.

    One that was decided, and lost on its way back to her, isn't judged again: it is to be sent once more.
    """  # fmt: skip
    locked, at = lock_claim(claim.pk), now or timezone.now()
    late.refuse(locked)
    again = locked.back_sent_at is not None
    facts: dict[str, Any] = {"received_at": at, "received_by": actor, "lost_at": None}
    to = ClaimState.GOING_BACK if again else ClaimState.RECEIVED
    states.move(locked, to, actor=actor, at=at, **facts | (going_back.not_sent(locked) if again else {}))
    taken_in(locked, actor, at)
    audit.record("promise.received", locked, actor=actor)
    if not again:  # else she is written to when it leaves
        mails.claim_received(locked)
    return locked


def taken_in(claim: Claim, actor: Any, at: datetime) -> None:
    """Whoever opened the parcel has the piece: its custody, and its log."""
    why = f"Came in under claim {claim.number}."
    custody.hand_over(claim.item, Custody.Holder.STAFF, person=actor, given_by=actor, why=why, at=at)
    log.append(claim.item, "claim_received", {"claim": claim.number}, actor=actor, at=at)
