"""The photographs a piece is packed with, kind by kind: what a return will be held against."""

from typing import NamedTuple

from catalog.models import Item


class Shot(NamedTuple):
    """One picture: its code, its name, and what must be seen on it."""

    code: str
    name: str
    hint: str


FRONT = Shot("front", "Front", "The whole piece")
BACK = Shot("back", "Back", "The whole piece")
MARKS = Shot("marks", "Marks and wear", "The worst of what the report names, or a close look at the surface")
TAG = Shot("tag", "Security tag", "On the piece, the number readable")
ALL = Shot("all", "All that goes in", "The piece and everything included, before the box is closed")

# By the category's kind; whatever isn't named here has OTHERS.
SHOTS: dict[str, tuple[Shot, ...]] = {
    "handbag": (
        FRONT,
        BACK,
        Shot("base", "Base", "All four corners"),
        Shot("inside", "Inside", "Open, with the stamp or date code"),
    ),
    "luggage": (
        FRONT,
        BACK,
        Shot("base", "Base and wheels", "All corners"),
        Shot("inside", "Inside", "Open"),
    ),
    "wallet": (FRONT, BACK, Shot("inside", "Inside", "Open, with the stamp")),
    "watch": (
        Shot("dial", "Dial", "Straight from above, the time readable"),
        Shot("back", "Case back", "Reference and engravings readable"),
        Shot("clasp", "Clasp and bracelet", "Closed, from the side"),
    ),
    "jewelry": (
        FRONT,
        Shot("hallmark", "Hallmark", "Through the loupe"),
        Shot("clasp", "Clasp or setting", "Close"),
    ),
    "shoes": (FRONT, Shot("soles", "Soles", "Both"), Shot("inside", "Inside", "Both, with the size")),
}
OTHERS = (FRONT, BACK)
ALWAYS = (MARKS, TAG, ALL)
# No kind has fewer; the database counts these before a parcel is packed.
FEWEST = len(OTHERS) + len(ALWAYS)


def shots_of(item: Item) -> tuple[Shot, ...]:
    """What is photographed of this piece, in the order in which it is done at the table."""
    return (*SHOTS.get(item.category.tax_category, OTHERS), *ALWAYS)


def name_of(code: str) -> str:
    """What a picture is called; its code where it is no longer asked for."""
    every = (*ALWAYS, *OTHERS, *(shot for shots in SHOTS.values() for shot in shots))
    return next((shot.name for shot in every if shot.code == code), code)
