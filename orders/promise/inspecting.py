"""What came out of the parcel, held against the outbound set: its tag, its pictures, what lay beside it."""

from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from catalog.photography import private
from orders.fulfilment.comparison import same_tag
from orders.fulfilment.models.outbound import TAG_LENGTH
from orders.fulfilment.outbound import Outbound, outbound
from orders.fulfilment.shots import Shot, shots_of
from orders.promise import pictures, states
from orders.promise.locks import lock_claim
from orders.promise.models import Claim, ClaimInspection, ClaimPhoto, ClaimState
from orders.promise.pictures import Kept
from orders.promise.states import ClaimRefused

CHECKS = {
    "same_piece": "It is the piece on the outbound photographs",
    "complete": "All that was sold with it is there",
    "unharmed": "It has no damage that isn’t on the outbound photographs",
}
TOO_LATE = "It isn’t on the table any more: what was found stays as it is."


@transaction.atomic
def found(
    claim: Claim,
    *,
    tag: str,
    actor: Any,
    checks: Mapping[str, bool],
    note: str = "",
    now: datetime | None = None,
) -> ClaimInspection:
    """Write what was found; again, where somebody looks again. `tag` as read off the piece, empty where it has none.

    `checks` answers every one of CHECKS. Raises ClaimRefused once its review has begun.
    """
    locked = _on_the_table(claim)
    if set(checks) != set(CHECKS):
        raise ClaimRefused("Answer every check.")
    typed = "".join(tag.split())[:TAG_LENGTH]
    inspection = ClaimInspection.objects.create(
        claim=locked,
        tag_found=typed,
        tag_matches=same_tag(typed, outbound_of(locked).security_tag),
        checks={name: bool(checks[name]) for name in CHECKS},
        note=" ".join(note.split())[:300],
        found_at=now or timezone.now(),
        found_by=actor,
    )
    told = {"tag_matches": inspection.tag_matches, "checks": inspection.checks}
    states.append(locked, "inspected", actor=actor, public=False, at=now, **told)
    return inspection


def photograph(claim: Claim, shot: str, file: IO[bytes], name: str = "", *, actor: Any) -> ClaimPhoto:
    """Take a picture that repeats a shot of the outbound set; one of the same shot is replaced.

    Raises ClaimRefused for a shot that isn't asked for, or once its review has begun, and BadPicture.
    """
    if shot not in {one.code for one in shots_of(claim.item)}:
        raise ClaimRefused("This picture isn’t asked for.")
    kept = pictures.keep(file, name)
    try:
        return pictured(claim, shot, kept, actor=actor)
    except BaseException:  # nobody would ever look for the file
        private.discard(kept.file)
        raise


@transaction.atomic
def pictured(claim: Claim, shot: str, kept: Kept, *, actor: Any) -> ClaimPhoto:
    """As `photograph`, with a picture that is in the storage already. Raises ClaimRefused."""
    locked = _on_the_table(claim)
    for before in ClaimPhoto.objects.filter(claim=locked, shot=shot):
        before.delete()
        transaction.on_commit(lambda gone=before.file: private.discard(gone))  # type: ignore[misc]
    facts: dict[str, Any] = {"source": ClaimPhoto.Source.ARRIVAL, "shot": shot, "taken_by": actor}
    return ClaimPhoto.objects.create(claim=locked, **facts, **vars(kept))


def missing(claim: Claim) -> list[Shot]:
    """The shots of which there is no picture yet."""
    taken = set(claim.photos.filter(source=ClaimPhoto.Source.ARRIVAL).values_list("shot", flat=True))
    return [shot for shot in shots_of(claim.item) if shot.code not in taken]


def outbound_of(claim: Claim) -> Outbound:
    """How the piece left us."""
    return outbound(claim.shipment_line)


def _on_the_table(claim: Claim) -> Claim:
    locked = lock_claim(claim.pk)
    if locked.state != ClaimState.RECEIVED:
        raise ClaimRefused(TOO_LATE)
    return locked
