"""The demo photographs into the default storage, under names that stay the same, and onto their pieces."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from catalog.models import Item, Photo

Pair = tuple[Item, dict[str, Any]]


def write_photos(pairs: Sequence[Pair], folder: Path) -> dict[tuple[int, str], Photo]:
    """Store and attach all pictures; returns them by item and view. The first two go onto the card."""
    photos = [
        _photo(item, pictures_of(piece), n, row, folder)
        for item, piece in pairs
        for n, row in enumerate(piece["photos"])
    ]
    Photo.objects.bulk_create(photos)
    for item, piece in pairs:
        views = [f"demo/{pictures_of(piece)}-{row['view']}.webp" for row in piece["photos"]]
        item.lead_photo, item.lead_alt = views[0], piece["photos"][0]["alt"]
        item.second_photo = views[1] if len(views) > 1 else ""
    Item.objects.bulk_update([item for item, _ in pairs], ["lead_photo", "lead_alt", "second_photo"])
    return {(photo.item_id, photo.view): photo for photo in photos}


def pictures_of(piece: dict[str, Any]) -> str:
    """The ref that a piece's pictures are named by: its own, or that of the piece whose pictures it shares."""
    return str(piece.get("pictures", piece["ref"]))


def _photo(item: Item, ref: str, position: int, row: dict[str, Any], folder: Path) -> Photo:
    """They are our own renderings, small and without metadata: stored as they are, once."""
    path = folder / "photos" / f"{ref}-{row['view']}.webp"
    name = f"demo/{path.name}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(path.read_bytes()))
    with Image.open(path) as image:
        width, height = image.size
    photo = Photo(item=item, position=position, view=row["view"], alt=row["alt"], width=width, height=height)
    photo.file.name = name
    return photo
