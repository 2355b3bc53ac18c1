"""The outbound set of a piece: its photographs come in at the packing table, and are read again when it comes back."""

import hashlib
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from catalog.photography.intake import encode
from orders.fulfilment.locks import lock_shipment
from orders.fulfilment.models import OutboundPhoto, Shipment, ShipmentLine, ShipmentState
from orders.fulfilment.shots import Shot, name_of, shots_of
from orders.fulfilment.states import ShipmentRefused

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Picture:
    """One picture of the set, and what it shows."""

    photo: OutboundPhoto
    name: str


@dataclass(frozen=True)
class Outbound:
    """How a piece left: tag, what lay beside it, pictures; `packed_at` is None while it hasn't."""

    security_tag: str
    included: list[str]
    pictures: list[Picture]
    packed_at: datetime | None


def outbound(line: ShipmentLine) -> Outbound:
    """The set of one piece, for whoever holds a return or a claim against it; empty for parcels from before it."""
    packed = getattr(line, "packed", None)
    return Outbound(
        security_tag=packed.security_tag if packed else "",
        included=list(packed.included) if packed else [],
        pictures=[Picture(photo, name_of(photo.shot)) for photo in line.outbound_photos.all()],
        packed_at=line.shipment.packed_at,
    )


def tags_of(shipment: Shipment) -> list[str]:
    """The security tags on its pieces; no query where `lines__packed` was read with it."""
    lines = sorted(shipment.lines.all(), key=lambda line: line.pk)
    return [line.packed.security_tag for line in lines if hasattr(line, "packed")]


def add(
    line: ShipmentLine, code: str, file: IO[bytes], name: str = "", *, actor: Any = None
) -> OutboundPhoto:
    """Take a picture of the set; one of the same shot is replaced, the same bytes are kept as they are.

    Raises catalog.photography.refusals.BadPicture, and ShipmentRefused for a shot that isn't asked for or a parcel that
    isn't to be packed (any more).
    """
    if code not in {shot.code for shot in shots_of(line.item)}:
        raise ShipmentRefused("This picture isn't asked for.")
    developed = encode(file, name)
    digest = hashlib.sha256(developed.data).hexdigest()
    stored = _store(line.shipment_id, developed.data)
    photo = OutboundPhoto(
        line=line,
        shot=code,
        file=stored,
        sha256=digest,
        width=developed.width,
        height=developed.height,
        taken_by=actor,
    )
    try:
        _hang(photo, line.shipment_id)
    except BaseException:  # nobody would ever look for the file
        _discard(stored)
        raise
    return photo


def missing(line: ShipmentLine, taken: Iterable[str]) -> list[Shot]:
    """The shots of which there is no picture yet."""
    done = set(taken)
    return [shot for shot in shots_of(line.item) if shot.code not in done]


@transaction.atomic
def _hang(photo: OutboundPhoto, shipment_pk: int) -> None:
    locked: Shipment = lock_shipment(shipment_pk)
    if locked.state != ShipmentState.TO_PACK:
        label = locked.get_state_display().lower()
        raise ShipmentRefused(f"{locked.number} is {label}: its pictures stay as they are.")
    for before in OutboundPhoto.objects.filter(line=photo.line, shot=photo.shot):
        before.delete()
        transaction.on_commit(lambda gone=before.file: _discard(gone))  # type: ignore[misc]
    photo.save()


def _store(shipment_pk: int, data: bytes) -> str:
    name = f"outbound/{shipment_pk}/{secrets.token_hex(16)}.webp"
    return storages["private"].save(name, ContentFile(data))


def _discard(name: str) -> None:
    try:
        storages["private"].delete(name)
    except OSError:
        logger.warning("a picture that nobody needs any more stays in the storage: %s", name)
