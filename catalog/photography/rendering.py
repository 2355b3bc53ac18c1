"""The renditions of a photograph, made in the background: safe to run twice, to kill halfway, to run at once.

A photograph is due from the moment it is stored (`Photo.due_at`). Who renders it claims it by moving that moment
on, so that a worker that dies is followed by another. Pages show the stored file until the last rendition stands.
"""

from datetime import datetime, timedelta

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from PIL import Image

from catalog.models import Item, Photo
from catalog.photography.encoding import encoded, resized
from catalog.photography.names import ENDINGS, WIDTHS, rendition, widths_up_to

CLAIM = timedelta(minutes=10)  # the largest photograph takes a busy worker half a minute
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))  # after each round that failed
BATCH = 24  # photographs a sweep hands out: about what one worker renders until the next
FAILURES = (OSError, ValueError, MemoryError, ClientError, BotoCoreError)  # of an encoder, a disk, a bucket
FILE = "file"  # in Photo.trouble, where the stored file itself can't be read


def due(now: datetime | None = None) -> list[int]:
    """Primary keys of photographs that wait for a worker, the longest waiting first; one indexed query."""
    waiting = Photo.objects.filter(due_at__lte=now or timezone.now()).order_by("due_at", "pk")
    return list(waiting.values_list("pk", flat=True)[:BATCH])


def render(photo_pk: int) -> bool:
    """Make the renditions that are missing; whether all stand now. False too where it isn't due: somebody has it."""
    photo = _claimed(photo_pk)
    if photo is None:
        return False
    trouble = _make(photo)
    return _put_off(photo, trouble) if trouble else _finish(photo)


def again(photo: Photo) -> None:
    """Try a photograph again now, however often it has failed."""
    Photo.objects.filter(pk=photo.pk, widest=0).update(tries=0, due_at=timezone.now())


def _claimed(photo_pk: int) -> Photo | None:
    now = timezone.now()
    mine = Photo.objects.filter(pk=photo_pk, due_at__lte=now).update(due_at=now + CLAIM, tries=F("tries") + 1)
    return Photo.objects.filter(pk=photo_pk).first() if mine else None


def _make(photo: Photo) -> dict[str, str]:
    """Every rendition that isn't there; returns the names of those that failed, each with the reason."""
    name, trouble, made = str(photo.file.name), dict[str, str](), 0
    try:
        with default_storage.open(name) as file:
            image = Image.open(file)
            image.load()
    except FAILURES as problem:
        return {FILE: _reason(problem)}
    photo.width, photo.height = image.size  # of the file that is rendered, whatever the row said
    for width in widths_up_to(image.width):
        smaller = resized(image, width)
        for ending in ENDINGS:
            try:
                _make_one(smaller, rendition(name, width, ending), ending)
                made += 1
            except FAILURES as problem:
                trouble[f"{width}.{ending}"] = _reason(problem)
        Photo.objects.filter(pk=photo.pk, file=name).update(made=made, trouble=trouble)
    return trouble


def _make_one(image: Image.Image, name: str, ending: str) -> None:
    """A file is there whole or not at all (core.whole_files, object storage): one that is there is done."""
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(encoded(image, ending)))


def _finish(photo: Photo) -> bool:
    """From here on pages name the renditions. Nothing where the photograph was replaced or removed meanwhile."""
    name, widest = str(photo.file.name), min(photo.width, WIDTHS[-1])
    with transaction.atomic():
        done = Photo.objects.filter(pk=photo.pk, file=name).update(
            width=photo.width,
            height=photo.height,
            widest=widest,
            made=photo.wanted,
            trouble={},
            tries=0,
            due_at=None,
        )
        if done:
            items = Item.objects.filter(pk=photo.item_id)
            items.filter(lead_photo=name).update(lead_widest=widest)
            items.filter(second_photo=name).update(second_widest=widest)
    return bool(done)


def _put_off(photo: Photo, trouble: dict[str, str]) -> bool:
    """Later once more, each time after a longer while; in the end it waits for staff."""
    wait = WAITS[photo.tries - 1] if photo.tries <= len(WAITS) else None
    at = timezone.now() + wait if wait else None
    Photo.objects.filter(pk=photo.pk, file=photo.file.name).update(trouble=trouble, due_at=at)
    return False


def _reason(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}"[:200]
