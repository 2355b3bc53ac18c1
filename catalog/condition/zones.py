"""The zones that are graded one by one, kind of piece by kind of piece, and the parts a defect may lie on.

A defect names the part (strap, crystal, setting); the part belongs to one zone, which has a sub-grade.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import models


class Kind(models.TextChoices):
    """The four kinds that the report distinguishes; shoes, clothing and the home are judged as accessories are."""

    HANDBAG = "handbag", "Handbags"
    WATCH = "watch", "Watches"
    JEWELRY = "jewelry", "Jewelry"
    ACCESSORY = "accessory", "Everything else"


class Zone(NamedTuple):
    """A zone by its word in the database, what pages call it, what is looked at, and the parts that belong to it."""

    slug: str
    label: str
    about: str
    parts: tuple[str, ...] = ()


_ODOUR = Zone("odour", "Odour", "storage, perfume, smoke")
ZONES: Mapping[str, Sequence[Zone]] = {
    Kind.HANDBAG: (
        Zone("exterior", "Exterior", "panels, flap, base, shape"),
        Zone("corners", "Corners and edges", "corners, edges, glazing, piping", ("edges",)),
        Zone("handles", "Handles and strap", "handles, strap, chain, their ends", ("strap",)),
        Zone("hardware", "Hardware", "clasp, zip, feet, plating"),
        Zone("interior", "Interior", "lining, pockets, stamp"),
        _ODOUR,
    ),
    Kind.WATCH: (
        Zone("optical", "Optical", "case, bezel, crystal, dial, hands", ("case", "bezel", "crystal", "dial")),
        Zone("technical", "Technical", "movement, rate, crown, pushers, seals", ("movement", "crown")),
        Zone(
            "bracelet",
            "Bracelet or strap",
            "links, stretch, strap, buckle",
            ("strap", "band", "clasp", "buckle"),
        ),
    ),
    Kind.JEWELRY: (
        Zone("metal", "Metal", "surface, shape, hallmarks, links", ("band", "bracelet", "chain", "hallmark")),
        Zone("stones", "Stones", "stones, pearls, claws, settings", ("stone", "setting", "pearl")),
        Zone("clasp", "Clasp", "clasp, catch, screws, posts", ("hinge", "post")),
    ),
    Kind.ACCESSORY: (
        Zone(
            "exterior", "Surface", "outside, print, lens, frame", ("print", "lens", "frame", "sole", "band")
        ),
        Zone(
            "edges", "Edges", "edges, corners, hem, temples", ("corners", "hem", "temple", "handles", "strap")
        ),
        Zone("hardware", "Hardware", "buckle, zip, studs, hinges", ("buckle", "clasp", "hinge")),
        Zone("interior", "Interior", "lining, pockets, footbed", ("footbed",)),
        _ODOUR,
    ),
}
_JEWELRY_DRAWN = frozenset({"ring", "bracelet", "necklace", "earrings", "brooch"})
_KINDS = {"handbag": Kind.HANDBAG, "luggage": Kind.HANDBAG, "watch": Kind.WATCH, "jewelry": Kind.JEWELRY}


def kind_of(tax_category: str, measured_as: str) -> Kind:
    """Which of the four kinds a category belongs to, by its own facts: how it is taxed and how it is measured."""
    if measured_as in _JEWELRY_DRAWN:
        return Kind.JEWELRY
    return _KINDS.get(tax_category, Kind.ACCESSORY)


def zone_of(kind: str, part: str) -> str:
    """The zone that a part belongs to; empty for a word that this kind of piece doesn't know."""
    for zone in ZONES[kind]:
        if part == zone.slug or part in zone.parts:
            return zone.slug
    return ""


def parts_of(kind: str) -> list[str]:
    """Every word a defect of this kind of piece may be placed with, zone by zone."""
    return [word for zone in ZONES[kind] for word in (zone.slug, *zone.parts)]


def label_of(zone: str) -> str:
    """What pages call a zone; a word that isn't one stands for itself."""
    return LABELS.get(zone, zone.capitalize())


LABELS: Mapping[str, str] = {
    zone.slug: zone.label for zones in reversed(list(ZONES.values())) for zone in zones
}
