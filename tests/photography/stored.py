"""Photographs that a piece has."""

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.models import Item, Photo
from catalog.photography.arranging import show_on_card
from catalog.photography.darkroom import develop
from tests.factories.catalog import listed_item
from tests.photography.pictures import encoded


def photo(item: Item | None = None, size: tuple[int, int] = (400, 500), position: int = 0) -> Photo:
    """A photograph as the shop has stored it, not rendered yet, and on its piece's card."""
    item = item or listed_item()
    made = develop(encoded(size=size, colour=(120, 90, 60)))
    row = Photo(
        item=item, position=position, alt=f"View {position + 1}", width=made.width, height=made.height
    )
    row.file.name = default_storage.save(f"items/{item.pk}-{position}.webp", ContentFile(made.data))
    Photo.objects.bulk_create([row])
    show_on_card(item)
    return row


def files(folder: Path) -> list[str]:
    """Every file under a folder, by its path within."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
