"""The photographs of a piece with the pins of its defects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.models import Defect, Item, Photo

NAMES = {
    "threequarter": "Three-quarter view",
    "three-quarter": "Three-quarter view",
    "front": "Front",
    "alt": "Other side",
    "back": "Back",
    "base": "Base",
    "inside": "Inside",
    "stamp": "Stamp",
    "clasp": "Clasp",
    "hallmark": "Hallmark",
    "detail": "Close view",
}


@dataclass(frozen=True)
class View:
    """One photograph, its name, and the defects that are pinned on it."""

    photo: Photo
    name: str
    pins: tuple[Defect, ...]

    @property
    def anchor(self) -> str:
        """The fragment of the address that shows this photograph."""
        return f"photo-{self.photo.position}"


def views_of(item: Item, defects: Sequence[Defect]) -> list[View]:
    """The gallery in the photographs' order; no query for a piece from `queries.piece`."""
    return [View(photo, _name(photo), tuple(_pinned_on(photo, defects))) for photo in item.photos.all()]


def _pinned_on(photo: Photo, defects: Sequence[Defect]) -> Iterator[Defect]:
    return (defect for defect in defects if defect.photo_id == photo.pk and defect.x is not None)


def _name(photo: Photo) -> str:
    return NAMES.get(photo.view, photo.view.replace("-", " ").capitalize() or f"View {photo.position}")
