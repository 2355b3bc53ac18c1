"""The pictures of a piece that came back: taken at the inspection table, of the same shots as the outbound set."""

import hashlib
from typing import IO, Any

from django.db import transaction

from catalog.photography import private
from catalog.photography.intake import encode
from orders.fulfilment.shots import Shot, shots_of
from orders.returns.locks import lock_return
from orders.returns.models import ReturnPhoto, ReturnPiece, ReturnState
from orders.returns.states import ReturnRefused


def add(piece: ReturnPiece, code: str, file: IO[bytes], name: str = "", *, actor: Any) -> ReturnPhoto:
    """Take a picture of what came back; one of the same shot is replaced.

    Raises catalog.photography.refusals.BadPicture, and ReturnRefused for a shot that isn't asked for, a return that
    isn't here, and a piece whose verdict is given: what it was decided on stays.
    """
    if code not in {shot.code for shot in shots_of(piece.item)}:
        raise ReturnRefused("This picture isn’t asked for.")
    developed = encode(file, name)
    stored = private.keep(f"returns/{piece.ret_id}", developed)
    facts = {"file": stored, "sha256": hashlib.sha256(developed.data).hexdigest(), "taken_by": actor}
    photo = ReturnPhoto(piece=piece, shot=code, width=developed.width, height=developed.height, **facts)
    try:
        _hang(photo)
    except BaseException:  # nobody would ever look for the file
        private.discard(stored)
        raise
    return photo


def missing(piece: ReturnPiece) -> list[Shot]:
    """The shots of which there is no picture yet."""
    taken = {photo.shot for photo in piece.photos.all()}
    return [shot for shot in shots_of(piece.item) if shot.code not in taken]


@transaction.atomic
def _hang(photo: ReturnPhoto) -> None:
    ret = lock_return(photo.piece.ret_id)
    if ret.state != ReturnState.RECEIVED:
        raise ReturnRefused(
            f"{ret.number} is “{ret.get_state_display()}”: nothing of it is photographed now."
        )
    piece = ReturnPiece.objects.get(pk=photo.piece_id)
    if piece.verdict:
        raise ReturnRefused(f"It is {piece.get_verdict_display().lower()}: its pictures stay as they are.")
    for before in piece.photos.filter(shot=photo.shot):
        before.delete()
        transaction.on_commit(lambda gone=before.file: private.discard(gone))  # type: ignore[misc]
    photo.save()
