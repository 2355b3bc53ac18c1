"""She opens a claim, or withdraws it; staff decline one that the Promise doesn't cover."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.locks import lock_order
from orders.order.models import Order
from orders.promise import clock, doubt, mails, pictures, states, windows
from orders.promise.locks import lock_claim
from orders.promise.models import Claim, ClaimPhoto, ClaimState
from orders.promise.pictures import Kept
from orders.promise.states import ClaimRefused
from orders.promise.windows import Claimable
from portero.core import audit
from portero.core.numbers import random_number

S = ClaimState
LETTER = "PC"
WORDS_LENGTH = 3000
SAY_WHAT = "Tell us what you doubt."
TOO_MANY = f"At most {pictures.MOST} photographs."
NOT_HERE = "That isn’t a piece of this order."
TOO_LATE = "This can’t be claimed of it any more."


@transaction.atomic
def open_claim(
    order: Order,
    line_pk: int,
    *,
    kind: str,
    words: str,
    kept: Sequence[Kept] = (),
    actor: Any = None,
    appointment: str = "",
    now: datetime | None = None,
) -> Claim:
    """Open a claim about one piece of the buyer's order; returns it.

    `kept` are her photographs, in the private storage already (`pictures.keep`). `appointment` is her wish, in her
    words, that an expert goes through it with her. `actor`: her account, or staff for her; None by the link. Raises
    ClaimRefused, whose message she may read.
    """
    at, locked = now or timezone.now(), lock_order(order.pk)
    piece = _refuse_early(locked, line_pk, kind, words, len(kept), at)
    claim = _written(locked, piece, kind, words.strip(), actor, appointment.strip(), at)
    ClaimPhoto.objects.bulk_create(
        ClaimPhoto(claim=claim, source=ClaimPhoto.Source.BUYER, taken_at=at, **vars(one)) for one in kept
    )
    doubt.begin(claim, at=at, actor=actor)
    states.append(claim, S.OPENED, actor=actor, at=at, doubts=kind)
    audit.record("promise.opened", claim, actor=actor, order=locked.number, kind=kind)
    mails.claim_opened(claim)
    return claim


@transaction.atomic
def withdraw(claim: Claim, *, actor: Any = None, now: datetime | None = None) -> Claim:
    """She takes it back before the parcel is on its way. Raises ClaimRefused, whose message she may read."""
    locked = lock_claim(claim.pk)
    if locked.state not in {S.OPENED, S.LABEL_SENT} or locked.choice:
        raise ClaimRefused("It can’t be withdrawn any more.")
    states.move(locked, S.WITHDRAWN, actor=actor, at=now)
    mails.claim_closed(locked)
    return locked


@transaction.atomic
def decline(claim: Claim, *, actor: Any, reason: str, now: datetime | None = None) -> Claim:
    """The Promise doesn't cover it; she reads the reason. Raises ClaimRefused without one, or too late."""
    said = reason.strip()
    if not said:
        raise ClaimRefused("Say why; the client reads it.")
    locked = lock_claim(claim.pk)
    if locked.opened_by_id is not None and locked.opened_by_id == actor.pk:
        raise ClaimRefused("You opened it: somebody else decides.")
    told = said[: states.REASON_LENGTH]
    states.move(locked, S.DECLINED, actor=actor, reason=told, at=now, end_reason=told)
    audit.record("promise.declined", locked, actor=actor, reason=said)
    mails.claim_declined(locked, said)
    return locked


def _refuse_early(
    order: Order, line_pk: int, kind: str, words: str, shown: int, now: datetime | None
) -> Claimable:
    """The piece, if a claim of this kind can be opened about it now. Raises ClaimRefused."""
    piece = windows.one_of(order, line_pk, now)
    if piece is None:
        raise ClaimRefused(NOT_HERE)
    if piece.why_not:
        raise ClaimRefused(piece.why_not)
    if kind not in piece.kinds:
        raise ClaimRefused(TOO_LATE)
    if not words.strip():
        raise ClaimRefused(SAY_WHAT)
    if shown > pictures.MOST:
        raise ClaimRefused(TOO_MANY)
    return piece


def _written(
    order: Order, piece: Claimable, kind: str, words: str, actor: Any, appointment: str, at: datetime
) -> Claim:
    claim = Claim(
        number=random_number(LETTER),
        order=order,
        line=piece.line,
        shipment_line=piece.shipment_line,
        item=piece.item,
        certificate=doubt.certificate_of(piece.item),
        kind=kind,
        words=words[:WORDS_LENGTH],
        opened_at=at,
        opened_by=actor if getattr(actor, "is_authenticated", False) else None,
        appointment_wanted=appointment[:WORDS_LENGTH],
        appointment_wanted_at=at if appointment else None,
    )
    for name, value in clock.of(claim, at).items():
        setattr(claim, name, value)
    claim.save(force_insert=True)
    return claim


# The verb as pages name it: her photographs are taken in before the claim is.
opened = open_claim
