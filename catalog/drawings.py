"""Measurements as people read them (centimetres and inches), placed in the drawing that fits the piece."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from catalog.models import Item, Measurement
from catalog.queries.piece import Measured, measurements_of

CENTIMETRES_PER_INCH = Decimal("2.54")
Drawn = tuple[str, frozenset[str]]


def _needs(*keys: str) -> frozenset[str]:
    return frozenset(keys)


_PLAIN: Sequence[Drawn] = (
    ("flat", _needs("width", "height")),
    ("round", _needs("diameter")),
)
# By Category.measured_as: the drawings that may fit, each with the measurements without which it would say nothing.
# The first that has them is drawn; every kind ends with the plain ones.
DRAWINGS: Mapping[str, Sequence[Drawn]] = {
    "bag": (("bag", _needs("width", "height")),),
    "watch": (("watch", _needs("case")),),
    "ring": (("ring", _needs("size")),),
    "bracelet": (("bracelet", _needs("inner")),),
    "necklace": (("necklace", _needs("length")),),
    "earrings": (
        ("hoops", _needs("diameter")),
        ("earrings", _needs("height")),
        ("earrings", _needs("width")),
    ),
    "brooch": (("brooch", _needs("width", "height")),),
    "scarf": (("scarf", _needs("width", "height")),),
    "belt": (("belt", _needs("length")),),
    "wallet": (("wallet", _needs("width", "height")),),
    "sunglasses": (("sunglasses", _needs("lens")),),
    "shoes": (("shoe", _needs("length")), ("shoe", _needs("heel"))),
    "clothing": (
        ("trousers", _needs("waist", "inseam")),
        ("garment", _needs("chest")),
        ("skirt", _needs("waist", "length")),
        ("garment", _needs("length")),
    ),
}


@dataclass(frozen=True)
class Size:
    """One measurement in both systems; `imperial` is empty for grams and carats, `tolerance` where none was given."""

    label: str
    metric: str
    imperial: str
    tolerance: str
    drawn: str

    @property
    def in_words(self) -> str:
        """`Width: 30 cm, to within 0.5 cm`."""
        return f"{self.label}: {self.metric}" + (f", to within {self.tolerance}" if self.tolerance else "")


class Sizes(dict[str, Size]):
    """Sizes by their key; a drawing asks for what wasn't measured too, and gets None."""

    def __missing__(self, key: str) -> None:
        return None


@dataclass(frozen=True)
class Drawing:
    """The sizes by their key and the template that draws them, or none where no drawing fits."""

    sizes: Sizes
    template: str

    @property
    def description(self) -> str:
        """The drawing in one sentence, for who can't see it."""
        return "; ".join(size.in_words for size in self.sizes.values()) + "."


def drawing_of(item: Item) -> Drawing:
    """The measurements of a piece from `queries.piece` and its drawing; no query."""
    sizes = Sizes({measured.key: _size(measured) for measured in measurements_of(item)})
    kinds = [*DRAWINGS.get(item.category.measured_as, ()), *_PLAIN]
    name = next((name for name, needed in kinds if needed <= sizes.keys()), "")
    return Drawing(sizes, f"item/drawings/{name}.html" if name else "")


def _size(measured: Measured) -> Size:
    value, unit = measured.value, measured.unit
    centimetres = {"cm": value, "mm": value / 10}.get(unit)
    imperial = ""
    if centimetres is not None:
        places = 2 if unit == Measurement.Unit.MILLIMETRE else 1
        imperial = f"{_short(centimetres / CENTIMETRES_PER_INCH, places)} in"
    number, within = _short(value, 2), _short(measured.tolerance, 2) if measured.tolerance else ""
    return Size(
        label=measured.label,
        metric=f"{number} {unit}",
        imperial=imperial,
        tolerance=f"{within} {unit}" if within else "",
        drawn=f"{number} ± {within} {unit}" if within else f"{number} {unit}",
    )


def _short(value: Decimal, places: int = 1) -> str:
    step = Decimal(1).scaleb(-places)
    text = f"{value.quantize(step, rounding=ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
