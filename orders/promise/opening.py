"""She opens a claim, or withdraws it; staff decline one that the Promise doesn't cover."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from orders.locks import lock_order
from orders.order.models import Order
from orders.promise import clock, doubt, mails, photos, states, windows
from orders.promise.locks import lock_claim
from orders.promise.models import Claim, ClaimPhoto, ClaimState, Kind
from orders.promise.photos import Kept
from orders.promise.states import ClaimRefused
from orders.promise.windows import Claimable
from portero.core import audit
from portero.core.numbers import random_number

S = ClaimState
LETTER = "PC"
WORDS_LENGTH = 3000
SAY_WHAT = "Tell us what you doubt."
SHOW_IT = "Add at least one photograph of what differs from the description."
TOO_MANY = f"At most {photos.MOST} photographs."
NOT_HERE = "That isn’t a piece of this order."
TOO_LATE = "This can’t be claimed of it any more."


def open_claim(
    order: Order,
    line_pk: int,
    *,
    kind: str,
    words: str,
    photos: Iterable[IO[bytes]] = (),
    actor: Any = None,
    appointment: str = "",
    now: datetime | None = None,
) -> Claim:
    """Open a claim about one piece of the buyer's order; returns it.

    `photos` are files as uploaded; a claim about the condition needs one. `appointment` is her wish, in her words, that an
    expert goes through it with her. `actor`: her account, or staff for her; None by the link. Raises ClaimRefused,
    whose message she may read, and BadPicture.
    """  # fmt: skip
    from orders.promise import photos as darkroom

    files = list(photos)
    _refuse_early(order, line_pk, kind, words, len(files), now)
    kept = darkroom.keep_all(files)
    facts: dict[str, Any] = {"kind": kind, "words": words, "actor": actor, "appointment": appointment}
    try:
        return opened(order, line_pk, kept=kept, now=now, **facts)
    except BaseException:  # nobody would ever look for the files
        darkroom.discard(one.file for one in kept)
        raise


@transaction.atomic
def opened(
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
    """As `open_claim`, with photographs that are in the storage already. Raises ClaimRefused."""
    at, locked = now or timezone.now(), lock_order(order.pk)
    piece = _refuse_early(locked, line_pk, kind, words, len(kept), at)
    claim = _written(locked, piece, kind, words.strip(), actor, appointment.strip(), at)
    ClaimPhoto.objects.bulk_create(
        ClaimPhoto(claim=claim, source=ClaimPhoto.Source.BUYER, taken_at=at, **vars(one)) for one in kept
    )
    doubt.begin(claim, actor=actor)
    states.append(claim, S.OPENED, actor=actor, at=at, kind=kind)
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
    mails.claim_declined(locked)
    return locked


def _refuse_early(
    order: Order, line_pk: int, kind: str, words: str, pictures: int, now: datetime | None
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
    if kind == Kind.CONDITION and not pictures:
        raise ClaimRefused(SHOW_IT)
    if pictures > photos.MOST:
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
