"""The words a report is written with: defects by what a piece is made of, what is asked after, what is measured.

They are offered, not enforced: a report may say what no list foresaw.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from catalog.condition.zones import Kind

_LEATHER = (
    "Rubbing|Scratch|Stain|Crease|Colour transfer|Water mark|Indentation|Dryness|Darkening|Loose stitch|Worn glazing|"
    "Softened shape"
)
_METAL = "Hairline|Scratch|Tarnish|Worn plating|Dent|Bend|Loose part"
_TEXTILE = "Pulled thread|Stain|Fading|Hole|Pilling|Fray|Loose stitch|Crease"
_STONE = "Chip|Scratch|Abrasion|Cloudiness|Loose setting|Worn claw|Missing stone"
# By Material.family (catalog/vocabulary/materials.csv); a family that isn't named is a leather.
_BY_FAMILY: Mapping[str, str] = {
    "Crocodile and alligator": f"Lifted scale|Dry scale|{_LEATHER}",
    "Lizard": f"Lifted scale|{_LEATHER}",
    "Python and snake": f"Lifted scale|{_LEATHER}",
    "Patent leather": f"Colour transfer|Stickiness|Hairline|{_LEATHER}",
    "Suede": f"Worn nap|{_LEATHER}",
    "Canvas": f"Rubbing|Cracked coating|Fray|{_LEATHER}",
    "Fur and shearling": f"Shedding|Bald spot|Dry skin|{_TEXTILE}",
    **dict.fromkeys(("Cotton", "Silk", "Textile", "Strap"), _TEXTILE),
    **dict.fromkeys(
        ("Bronze", "Gold", "Metal", "Platinum", "Silver", "Steel", "Steel and gold", "Titanium"), _METAL
    ),
    **dict.fromkeys(("Stone", "Pearl", "Glass"), _STONE),
    **dict.fromkeys(("Acetate", "Carbon", "Ceramic"), "Scratch|Hairline|Chip|Crack|Haze"),
}
_BY_KIND: Mapping[str, str] = {
    Kind.HANDBAG: f"{_METAL}|Storage odour|Perfume|Smoke",
    Kind.WATCH: f"{_METAL}|Polished edges|Dial mark|Aged lume|Stretched bracelet|Runs out of tolerance|"
    "Stiff crown|Worn strap",
    Kind.JEWELRY: f"{_METAL}|{_STONE}|Resized|Weak clasp",
    Kind.ACCESSORY: f"{_METAL}|Storage odour|Perfume|Smoke",
}
# What is always said, whether it is there or not; slugs and names are those of catalog/vocabulary/inclusions.csv.
ASKED: Mapping[str, Sequence[str]] = {
    Kind.HANDBAG: ("box", "dust bag", "authenticity card", "receipt", "care booklet"),
    Kind.WATCH: ("box", "warranty card", "service papers", "receipt", "spare links"),
    Kind.JEWELRY: ("box", "jewelry pouch", "certificate of authenticity", "receipt"),
    Kind.ACCESSORY: ("box", "dust bag", "receipt"),
}


class Measure(NamedTuple):
    """A measurement by its key in the drawing, what pages call it, its unit and what two people may differ by."""

    key: str
    label: str
    unit: str
    tolerance: str


def _measures(unit: str, tolerance: str, **labels: str) -> tuple[Measure, ...]:
    return tuple(Measure(key, label, unit, tolerance) for key, label in labels.items())


# By Category.measured_as (catalog.drawings has the drawings).
MEASURES: Mapping[str, Sequence[Measure]] = {
    "bag": (
        *_measures("cm", "0.3", width="Width at the base", height="Height", depth="Depth"),
        Measure("drop", "Drop", "cm", "0.5"),
    ),
    "watch": (
        *_measures("mm", "0.1", case="Case", thickness="Thickness", lug="Lug to lug"),
        Measure("wrist", "Fits a wrist to", "cm", "0.3"),
    ),
    "ring": _measures("mm", "0.1", size="Inner diameter", band="Band", head="Head"),
    "bracelet": (Measure("inner", "Inside", "cm", "0.2"), Measure("band", "Band", "mm", "0.1")),
    "necklace": (Measure("length", "Length", "cm", "0.3"), Measure("pendant", "Pendant", "mm", "0.2")),
    "earrings": _measures("mm", "0.2", diameter="Diameter", thickness="Thickness"),
    "brooch": _measures("mm", "0.2", width="Width", height="Height"),
    "scarf": _measures("cm", "0.5", width="Width", height="Height"),
    "belt": _measures("cm", "0.3", length="To the middle hole", band="Width"),
    "wallet": _measures("cm", "0.2", width="Width", height="Height", depth="Depth"),
    "sunglasses": _measures("mm", "0.5", lens="Lens", bridge="Bridge", temple="Temple"),
    "shoes": _measures("cm", "0.3", length="Insole", heel="Heel"),
    "clothing": _measures(
        "cm", "0.5", chest="Chest, flat", waist="Waist, flat", length="Length", inseam="Inseam"
    ),
}
_PLAIN = _measures("cm", "0.3", width="Width", height="Height")


def kinds_of_defect(kind: str, family: str) -> list[str]:
    """What is usually found on a piece of that kind and material, the likeliest first, each once."""
    words = (
        f"{_BY_FAMILY.get(family, '' if kind in (Kind.WATCH, Kind.JEWELRY) else _LEATHER)}|{_BY_KIND[kind]}"
    )
    return list(dict.fromkeys(word for word in words.split("|") if word))


def measures_of(measured_as: str) -> Sequence[Measure]:
    """What is measured of a piece; width and height where its category has no drawing of its own."""
    return MEASURES.get(measured_as, _PLAIN)
