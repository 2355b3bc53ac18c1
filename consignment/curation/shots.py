"""The photographs a piece is shown with, kind by kind: what is missing is named before it is offered."""

from catalog.gallery import NAMES
from catalog.models import Item
from consignment.models import Submission

K = Submission.Kind
SHOTS: dict[str, tuple[str, ...]] = {
    K.HANDBAG: ("front", "back", "base", "inside", "stamp", "detail"),
    K.WATCH: ("front", "back", "clasp", "detail"),
    K.JEWELRY: ("front", "back", "hallmark", "detail"),
    K.ACCESSORY: ("front", "back", "detail"),
}


def missing(item: Item, kind: str) -> list[str]:
    """The views that aren't there yet, by name; one photograph per view is enough."""
    there = set(item.photos.values_list("view", flat=True))
    return [NAMES[view] for view in SHOTS.get(kind, SHOTS[K.ACCESSORY]) if view not in there]
