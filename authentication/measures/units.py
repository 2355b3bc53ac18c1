"""The units that measurements are taken in, and how one becomes another."""

from collections.abc import Mapping
from decimal import Decimal

LENGTH, WEIGHT = "length", "weight"
# In millimetres and grams. A carat is 200 mg, an inch 25.4 mm and an ounce 28.349523125 g, each by definition.
IN_BASE: Mapping[str, tuple[str, Decimal]] = {
    "mm": (LENGTH, Decimal(1)),
    "cm": (LENGTH, Decimal(10)),
    "in": (LENGTH, Decimal("25.4")),
    "g": (WEIGHT, Decimal(1)),
    "kg": (WEIGHT, Decimal(1000)),
    "oz": (WEIGHT, Decimal("28.349523125")),
    "ct": (WEIGHT, Decimal("0.2")),
}


def converted(value: Decimal, unit: str, to: str) -> Decimal:
    """A value of one unit in another of the same kind. Raises ValueError for a length as a weight."""
    (kind, one), (wanted, other) = IN_BASE[unit], IN_BASE[to]
    if kind != wanted:
        raise ValueError(f"{unit} is no {wanted}")
    return value * one / other


def in_words(value: Decimal, unit: str) -> str:
    """`30.2 cm`: without the noughts at its end."""
    text = f"{value:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} {unit}"
