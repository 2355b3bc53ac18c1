"""Measurements as people read them (centimetres and inches), placed in the drawing that fits the category."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from catalog.models import Item, Measurement
from catalog.queries.piece import measurements_of

CENTIMETRES_PER_INCH = Decimal("2.54")
# The drawing of a category and the measurements without which it would say nothing.
DRAWINGS: Mapping[str, tuple[str, ...]] = {
    "bag": ("width", "height"),
    "watch": ("case",),
    "ring": ("size",),
    "flat": ("width", "height"),
}
SAME_AS = {"wallet": "flat", "scarf": "flat", "general": "flat", "handbag": "bag"}


@dataclass(frozen=True)
class Size:
    """One measurement in both systems; `imperial` is empty for grams and carats."""

    label: str
    metric: str
    imperial: str
    tolerance: str


@dataclass(frozen=True)
class Drawing:
    """The sizes by their key and the template that draws them, or none where no drawing fits."""

    sizes: Mapping[str, Size]
    template: str

    @property
    def description(self) -> str:
        """The drawing in one sentence, for who can't see it."""
        return "; ".join(f"{size.label}: {size.metric}" for size in self.sizes.values()) + "."


def drawing_of(item: Item) -> Drawing:
    """The measurements of a piece and its drawing; no query for a piece from `queries.piece`."""
    sizes = {measured.key: _size(measured) for measured in measurements_of(item)}
    name = SAME_AS.get(item.category.measured_as, item.category.measured_as)
    fits = name in DRAWINGS and all(key in sizes for key in DRAWINGS[name])
    return Drawing(sizes, f"catalog/drawings/{name}.html" if fits else "")


def _size(measured: Measurement) -> Size:
    value, unit = measured.value, measured.unit
    centimetres = {"cm": value, "mm": value / 10}.get(unit)
    imperial = ""
    if centimetres is not None:
        places = 2 if unit == Measurement.Unit.MILLIMETRE else 1
        imperial = f"{_short(centimetres / CENTIMETRES_PER_INCH, places)} in"
    tolerance = f"{_short(measured.tolerance, 2)} {unit}" if measured.tolerance else ""
    return Size(measured.label, f"{_short(value, 2)} {unit}", imperial, tolerance)


def _short(value: Decimal, places: int = 1) -> str:
    step = Decimal(1).scaleb(-places)
    text = f"{value.quantize(step, rounding=ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
