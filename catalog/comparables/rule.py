"""Which pieces a price is compared with: the rule of `catalog.comparables`, on facts alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.comparables.candidates import Candidate
from catalog.models import Grade

LEAST, MOST = 3, 8
GRADES = tuple(Grade.values)
# Where a size decides what a piece is; on a ring or a shoe it only decides whom it fits.
SIZED = frozenset({"bag", "watch", "scarf"})
# Points of difference; the sum orders the pieces and is never shown.
OTHER_STYLE = 3.0
OTHER_FAMILY, OTHER_MATERIAL, UNKNOWN_MATERIAL = 2.0, 1.0, 1.0
OTHER_COLOUR, OTHER_SIZE, OTHER_CARRIED = 1.0, 1.0, 0.5
YEARS_PER_POINT, MOST_FOR_YEARS, UNKNOWN_YEAR = 5, 2.0, 1.0
DAYS_PER_POINT = 365


@dataclass(frozen=True)
class Compared:
    """The pieces a price is compared with: sold before listed ones, nearest first; fewer than LEAST say nothing."""

    pieces: Sequence[Candidate]
    same_style: bool

    @property
    def enough(self) -> bool:
        """Whether there are so many that a range means something."""
        return len(self.pieces) >= LEAST


def compare(this: Candidate, found: Iterable[Candidate], *, sized: bool, now: datetime) -> Compared:
    """Up to MOST comparable pieces; `sized` where the category's size decides (SIZED)."""
    alike = [one for one in found if this.exotic == one.exotic]
    same_style = [one for one in alike if _same_style(this, one) and not (sized and _other_size(this, one))]
    if len(same_style) >= LEAST:
        return Compared(_nearest(this, same_style, now), same_style=True)
    same_kind = [one for one in alike if _same_kind(this, one)]
    if len(same_kind) >= LEAST:
        return Compared(_nearest(this, same_kind, now), same_style=False)
    return Compared(_nearest(this, same_style, now), same_style=True)


def distance(this: Candidate, other: Candidate, now: datetime) -> float:
    """How far a piece is from this one in everything but its price."""
    return (
        OTHER_STYLE * (not _same_style(this, other))
        + _material(this, other)
        + OTHER_COLOUR * (this.colour_family != other.colour_family)
        + abs(_rank(this.grade) - _rank(other.grade))
        + OTHER_SIZE * _other_size(this, other)
        + OTHER_CARRIED * (this.never_carried != other.never_carried)
        + _years(this, other)
        + max((now - other.at).days, 0) / DAYS_PER_POINT
    )


def _same_style(this: Candidate, other: Candidate) -> bool:
    return this.style is not None and other.style == this.style


def _other_size(this: Candidate, other: Candidate) -> bool:
    return bool(this.size and other.size) and this.size.casefold() != other.size.casefold()


def _same_kind(this: Candidate, other: Candidate) -> bool:
    kind = (other.designer, other.category) == (this.designer, this.category)
    known = this.material_family and other.material_family
    return kind and (not known or this.material_family == other.material_family)


def _nearest(this: Candidate, found: Sequence[Candidate], now: datetime) -> list[Candidate]:
    return sorted(found, key=lambda one: (not one.is_sold, distance(this, one, now), -one.pk))[:MOST]


def _material(this: Candidate, other: Candidate) -> float:
    if this.material is None or other.material is None:
        return UNKNOWN_MATERIAL
    if this.material == other.material:
        return 0.0
    return OTHER_MATERIAL if this.material_family == other.material_family else OTHER_FAMILY


def _years(this: Candidate, other: Candidate) -> float:
    if this.year is None or other.year is None:
        return UNKNOWN_YEAR
    return min(abs(this.year - other.year) / YEARS_PER_POINT, MOST_FOR_YEARS)


def _rank(grade: str) -> int:
    return GRADES.index(grade) if grade in GRADES else len(GRADES)
