"""Photographs and condition of the newest pieces, so that their pages are as full as those of real ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from catalog.models import ConditionReport, Defect, Inclusion, Measurement, Photo
from catalog.synthesis.copying import NONE, Columns, as_text
from catalog.synthesis.rows import picture

VIEWS = ("threequarter", "front", "detail", "alt")
SUMMARY = "Clean inside and out, with the light wear that is pinned on the photographs."
# Kind, place, zone, millimetres, severity, the photograph (by its place in VIEWS) and the pin on it in per cent.
MARKS = (
    ("Hairline", "clasp", "hardware", "6", "light", 2, "61.5", "48"),
    ("Rubbing", "front left corner", "corners", "4", "light", 0, "29.5", "84"),
    ("Scratch", "back", "exterior", "12", "moderate", 3, "44", "52.5"),
)
INCLUDED = (("dust bag", "t"), ("box", "t"), ("authenticity card", "f"))
MEASURES = {
    "bag": (("width", "Width", "30", "cm"), ("height", "Height", "22", "cm"), ("depth", "Depth", "16", "cm")),
    "watch": (("case", "Case", "36", "mm"), ("thickness", "Thickness", "11", "mm")),
}
OTHER = (("width", "Width", "12", "cm"), ("height", "Height", "9", "cm"))


@dataclass(frozen=True)
class Whole:
    """A piece to be made whole: its key, its four photographs' keys, which ones they are, and its name."""

    item: int
    photos: Sequence[int]
    pictures: str
    name: str
    measured_as: str


def parts_of(pieces: Sequence[Whole], widest: dict[str, int]) -> list[tuple[type[models.Model], Columns]]:
    """The rows of five tables, in the order in which they may be written."""
    return [
        (Photo, _photos(pieces, widest)),
        (ConditionReport, {"item_id": [str(piece.item) for piece in pieces], "summary": SUMMARY}),
        (Defect, _defects(pieces)),
        (Inclusion, _inclusions(pieces)),
        (Measurement, _measurements(pieces)),
    ]


def _photos(pieces: Sequence[Whole], widest: dict[str, int]) -> Columns:
    files = [picture(piece.pictures, view) for piece in pieces for view in VIEWS]
    return {
        "id": [str(key) for piece in pieces for key in piece.photos],
        "item_id": [str(piece.item) for piece in pieces for _ in VIEWS],
        "position": [str(n) for _ in pieces for n in range(len(VIEWS))],
        "view": list(VIEWS) * len(pieces),
        "file": files,
        "widest": [str(widest.get(file, 0)) for file in files],
        "alt": [as_text(f"{piece.name}, {view} view"[:250]) for piece in pieces for view in VIEWS],
        "width": "800",
        "height": "1000",
        "due_at": NONE,  # they share the demo's renditions: nothing is left to make
    }


def _defects(pieces: Sequence[Whole]) -> Columns:
    each = range(len(pieces))
    return {
        "item_id": [str(piece.item) for piece in pieces for _ in MARKS],
        "position": [str(n) for _ in each for n in range(1, len(MARKS) + 1)],
        "photo_id": [str(piece.photos[mark[5]]) for piece in pieces for mark in MARKS],
        "kind": [mark[0] for _ in each for mark in MARKS],
        "place": [mark[1] for _ in each for mark in MARKS],
        "zone": [mark[2] for _ in each for mark in MARKS],
        "size_mm": [mark[3] for _ in each for mark in MARKS],
        "severity": [mark[4] for _ in each for mark in MARKS],
        "x": [mark[6] for _ in each for mark in MARKS],
        "y": [mark[7] for _ in each for mark in MARKS],
    }


def _inclusions(pieces: Sequence[Whole]) -> Columns:
    return {
        "item_id": [str(piece.item) for piece in pieces for _ in INCLUDED],
        "position": [str(n) for _ in pieces for n in range(len(INCLUDED))],
        "name": [name for _ in pieces for name, _ in INCLUDED],
        "present": [present for _ in pieces for _, present in INCLUDED],
    }


def _measurements(pieces: Sequence[Whole]) -> Columns:
    rows = [
        (str(piece.item), str(n), *measure)
        for piece in pieces
        for n, measure in enumerate(MEASURES.get(piece.measured_as, OTHER))
    ]
    names = ("item_id", "position", "key", "label", "value", "unit")
    columns: Columns = {
        name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }
    return {**columns, "tolerance": "0.3"}
