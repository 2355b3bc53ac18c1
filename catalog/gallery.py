"""The photographs of a piece with the pins of its defects."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalog.queries.piece import Fault, Picture

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

    photo: Picture
    name: str
    pins: tuple[Fault, ...]

    @property
    def anchor(self) -> str:
        """The fragment of the address that shows this photograph."""
        return f"photo-{self.photo.position}"


def views_of(photos: Iterable[Picture], defects: Sequence[Fault]) -> list[View]:
    """The gallery in the photographs' order."""
    return [View(photo, _name(photo), tuple(_pinned_on(photo, defects))) for photo in photos]


def _pinned_on(photo: Picture, defects: Sequence[Fault]) -> Iterator[Fault]:
    return (defect for defect in defects if defect.photo_id == photo.id and defect.x is not None)


def _name(photo: Picture) -> str:
    return NAMES.get(photo.view, photo.view.replace("-", " ").capitalize() or f"View {photo.position}")
