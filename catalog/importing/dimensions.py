"""Several lengths in one cell: `30 x 22 x 16 cm`, `11"W x 8.75"H`, `Height: 22 cm, Width: 30 cm`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.importing.lengths import NAMES, parse_length, written
from catalog.importing.refusals import Refused

AXES = {
    "w": "width", "width": "width", "wide": "width", "breite": "width", "b": "width", "largeur": "width",
    "larghezza": "width", "幅": "width", "横": "width", "横幅": "width", "h": "height", "height": "height",
    "high": "height", "höhe": "height", "hauteur": "height", "altezza": "height", "高さ": "height", "縦": "height",
    "d": "depth", "depth": "depth", "deep": "depth", "t": "depth", "tiefe": "depth", "p": "depth",
    "profondeur": "depth", "profondità": "depth", "マチ": "depth", "奥行": "depth", "奥行き": "depth",
    "l": "length", "length": "length", "long": "length", "longueur": "length", "lunghezza": "length",
    "drop": "drop", "diameter": "diameter", "ø": "diameter",
}  # fmt: skip
ORDER = ("width", "height", "depth")
_JOINED = re.compile(
    r"(?<![a-wyz])x(?=\s*[^\W\d_]{0,10}[\s:.]*\d)|(?<=\d)x|(?<=[whdlbt])x(?=\s*\d)|×|\*|\bby\b"
)
_TOKEN = re.compile(
    r"(?P<number>\d[\d.,]*\d(?:\s*-?\s*\d+/\d+)?(?!/)|\d+\s*-?\s*\d+/\d+|\d+/\d+|\d)|(?P<unit>\"|'')|(?P<word>[^\W\d_]+)|(?P<cut>[;|,/])"
)
_RANGE = re.compile(r"\d\s*[-–]\s*\d+(?!\d*/)")


@dataclass
class _Length:
    number: str
    axis: str
    unit: str = ""


def parse_dimensions(text: str, unit: str = "cm") -> dict[str, Decimal]:
    """Lengths in cm by axis. Without names for them they are width, height and depth, in this order.

    A unit at the end holds for all. Of length and width, length is the longer side of a bag's base, so our width.
    Raises Refused for text without lengths, for ranges, and for more numbers than axes.
    """
    plain = _JOINED.sub(" ; ", written(text))
    found = _lengths(plain)
    if not found or _RANGE.search(plain):
        raise Refused("not_a_length", f"“{text[:40]}” doesn't say lengths: write it as 30 x 22 x 16 cm.")
    if not any(one.axis for one in found):
        if len(found) > len(ORDER):
            raise Refused("not_a_length", f"“{text[:40]}” has {len(found)} lengths: say which is which.")
        for one, axis in zip(found, ORDER, strict=False):
            one.axis = axis
    last = found[-1].unit
    named = {
        one.axis: parse_length(one.number, one.unit or last or unit) for one in found if one.axis in _KNOWN
    }
    return _by_our_axes(named)


_KNOWN = frozenset(AXES.values())


def _lengths(plain: str) -> Sequence[_Length]:
    """The numbers with the names and units that stand before or after them."""
    found: list[_Length] = []
    label, open_ = "", False
    for token in _TOKEN.finditer(plain):
        word = token["word"] or token["unit"]
        if token["number"]:
            found.append(_Length(token["number"].rstrip(".,"), label))
            label, open_ = "", True
        elif token["cut"]:
            label, open_ = "", False
        elif word in NAMES and open_ and not found[-1].unit:
            found[-1].unit = NAMES[word]
        elif word in AXES and open_ and not found[-1].axis:
            found[-1].axis = AXES[word]
        else:
            label = AXES.get(word, label or "?")
    return found


def _by_our_axes(named: dict[str, Decimal]) -> dict[str, Decimal]:
    length = named.pop("length", None)
    if length is not None:
        if "width" in named and "depth" not in named:
            named["depth"] = named.pop("width")
        named.setdefault("width", length)
    return named
