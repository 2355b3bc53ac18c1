"""A photograph that no piece shows any more goes from the storage, with its renditions."""

from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from catalog.models import DiscardedPhoto, Item, Photo
from catalog.photography.names import renditions

# A page that names the file is kept for ten seconds by whoever stands before us, and for a while by an open tab.
LINGERS = timedelta(minutes=1)
BATCH = 100


def sweep(now: datetime | None = None) -> int:
    """Delete the files of photographs that were discarded over a minute ago; returns how many. Safe to run twice.

    A storage that fails keeps its row, and the next sweep tries again.
    """
    waiting = DiscardedPhoto.objects.filter(at__lte=(now or timezone.now()) - LINGERS).order_by("pk")
    return sum(_discard(row) for row in waiting[:BATCH])


def in_use(name: str) -> bool:
    """Whether a piece shows the stored photograph: two pieces may share one."""
    on_cards = Item.objects.filter(Q(lead_photo=name) | Q(second_photo=name))
    return Photo.objects.filter(file=name).exists() or on_cards.exists()


def _discard(row: DiscardedPhoto) -> bool:
    gone = bool(row.name) and not in_use(row.name)
    if gone:
        for _, _, each in renditions(row.name, row.width):
            default_storage.delete(each)
        default_storage.delete(row.name)
    row.delete()
    return gone
