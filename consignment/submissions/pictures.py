"""Pictures of a submission: encoded anew by the darkroom, kept privately with two previews, each sent once.

The file is opened and stored before the submission is locked: nobody waits for a picture under a lock.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO
from uuid import UUID

from django.core.files.storage import Storage, storages
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from PIL import Image

from catalog.photography import private
from catalog.photography.containers import RAW
from catalog.photography.intake import encode
from catalog.photography.refusals import BadPicture
from consignment.models import Submission, SubmissionPhoto
from consignment.submissions import shots
from consignment.submissions.likeness import alike, likeness_of
from consignment.submissions.states import State, SubmissionRefused, lock

OPEN = frozenset({State.DRAFT, State.ASKED})


@dataclass(frozen=True)
class Taken:
    """What became of an upload: the picture as it is kept, and what she should know about it, if anything."""

    photo: SubmissionPhoto
    said: str = ""


def add(submission_pk: int, key: UUID, shot: str, file: IO[bytes], name: str = "") -> Taken:
    """Take a picture in. The same key, or the same bytes in this submission, is the picture that we have.

    A picture of a shot that was taken before replaces it. Raises BadPicture, SubmissionRefused once it is sent or full,
    and Submission.DoesNotExist.
    """
    digest = _digest(file)
    if known := _known(submission_pk, key, digest):
        return known
    developed = encode(file, _told_name(name))
    image = Image.open(io.BytesIO(developed.data))
    photo = SubmissionPhoto(
        key=key,
        digest=digest,
        likeness=likeness_of(image),
        width=developed.width,
        height=developed.height,
    )
    photo.file = private.keep(folder_of(submission_pk), developed)
    try:
        taken = _hang(submission_pk, photo, shot)
    except BaseException:  # nobody would ever look for the files
        private.discard(photo.file)
        raise
    if taken.photo is not photo:
        private.discard(photo.file)
    return taken


@transaction.atomic
def remove(submission_pk: int, photo_pk: int) -> None:
    """Take a picture back, with its files; one that isn't there is taken back already.

    Raises SubmissionRefused once the submission is sent.
    """
    _open(submission_pk)
    for photo in SubmissionPhoto.objects.filter(submission_id=submission_pk, pk=photo_pk):
        _drop(photo)


def picture(photo: SubmissionPhoto, size: str) -> HttpResponse:
    """The picture as an answer, for views that have checked who asks: `small`, `medium` or `full`.

    Raises Http404 for another size, and for a file that is gone.
    """
    return private.answer(photo.file, size)


def named(submission: Submission) -> list[tuple[str, SubmissionPhoto]]:
    """All its pictures, each with what it is called on pages; one query."""
    return [(shots.name_of(submission.kind, photo.shot), photo) for photo in submission.photos.all()]


def folder_of(submission_pk: int) -> str:
    """Where a submission's files lie in the private storage."""
    return f"submissions/{submission_pk}"


def discard_all(submission_pk: int) -> None:
    """Delete every file of a submission, also those that an interrupted upload left; what is gone stays gone."""
    storage, folder = _storage(), folder_of(submission_pk)
    try:
        _, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        storage.delete(f"{folder}/{name}")


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _known(submission_pk: int, key: UUID, digest: str) -> Taken | None:
    mine = SubmissionPhoto.objects.filter(submission_id=submission_pk).select_related("submission")
    if by_key := mine.filter(key=key).first():
        return Taken(by_key)
    if by_bytes := mine.filter(digest=digest).first():
        named = shots.name_of(by_bytes.submission.kind, by_bytes.shot)
        return Taken(by_bytes, f"We have this picture already, as “{named}”.")
    return None


@transaction.atomic
def _hang(submission_pk: int, photo: SubmissionPhoto, shot: str) -> Taken:
    """Under the lock: another worker may have taken the same upload meanwhile."""
    submission = _open(submission_pk)
    if known := _known(submission_pk, photo.key, photo.digest):
        return known
    photo.submission, photo.shot = submission, shots.fitting(submission.kind, shot)
    others = list(submission.photos.all())
    if photo.shot != shots.MORE:
        for before in others:
            if before.shot == photo.shot:
                _drop(before)
                others.remove(before)
                break
    if len(others) >= shots.MOST:
        raise SubmissionRefused(f"{shots.MOST} pictures are as many as we take.")
    photo.save(force_insert=True)
    Submission.objects.filter(pk=submission_pk).update(touched_at=timezone.now())
    return Taken(photo, _likeness_said(submission.kind, photo, others))


def _likeness_said(kind: str, photo: SubmissionPhoto, others: list[SubmissionPhoto]) -> str:
    like = next((other for other in others if alike(photo.likeness, other.likeness)), None)
    if like is None:
        return ""
    return f"This looks like the picture you sent as “{shots.name_of(kind, like.shot)}”. Is it the one you meant?"


def _open(submission_pk: int) -> Submission:
    submission = lock(submission_pk)
    if submission.state not in OPEN:
        raise SubmissionRefused("It has been sent: its pictures stay as they are.")
    return submission


def _drop(photo: SubmissionPhoto) -> None:
    photo.delete()
    transaction.on_commit(lambda: private.discard(photo.file))


def _told_name(name: str) -> str:
    """Phones call a JPEG .heic and the other way round; only a raw file's ending says what its bytes don't."""
    return name if PurePath(name).suffix.casefold() in RAW else ""


def _storage() -> Storage:
    return storages["private"]


__all__ = ["BadPicture", "Taken", "add", "discard_all", "folder_of", "picture", "remove"]
