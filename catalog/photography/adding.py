"""A photograph joins a piece: encoded anew, last in the gallery, with a description that staff may better."""

import secrets
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from catalog.gallery import NAMES
from catalog.locks import lock_item
from catalog.models import Item, Photo
from catalog.photography.arranging import show_on_card
from catalog.photography.intake import encode
from catalog.photography.results import Encoded
from catalog.tasks import render_photo
from portero.core import audit


def add(item_pk: int, file: IO[bytes], name: str, *, actor: Any) -> Photo:
    """Take a file in and hang it last. Raises BadPicture, and Item.DoesNotExist.

    The file is opened and stored before the piece is locked: nobody who buys it waits for a picture.
    """
    encoded = encode(file, name)
    stored = default_storage.save(f"items/{secrets.token_hex(12)}.webp", ContentFile(encoded.data))
    try:
        with transaction.atomic():
            return _hang(lock_item(item_pk), stored, encoded, actor)
    except BaseException:  # nobody would ever look for it
        default_storage.delete(stored)
        raise


def alt_for(item: Item, view: str, position: int) -> str:
    """What a photograph shows, as far as its view tells: `Hermès Birkin 30 in Gold Togo, front`."""
    seen = NAMES.get(view, f"view {position + 1}")
    return f"{item.designer.name} {item.title}, {seen[:1].lower()}{seen[1:]}"[:250]


def _hang(item: Item, stored: str, encoded: Encoded, actor: Any) -> Photo:
    last = Photo.objects.filter(item=item).order_by("-position").first()
    position = last.position + 1 if last else 0
    photo = Photo(item=item, position=position, width=encoded.width, height=encoded.height)
    photo.file.name, photo.alt = stored, alt_for(item, "", position)
    Photo.objects.bulk_create([photo])  # `save` would open the file again to measure it
    show_on_card(item)
    audit.record("catalog.added", photo, actor=actor, of=str(item.pk))
    render_photo.delay(photo.pk)
    return photo
