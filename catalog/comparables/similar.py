"""What a buyer may like instead: pieces for sale of the same style, else of the house and kind, else of the kind."""

from collections.abc import Iterable
from decimal import Decimal

from catalog.comparables.candidates import Candidate

SIMILAR = 4
KINDS = 5
NEAR = 2  # of the kinds are found by style, or by house and category


def enough_near(this: Candidate, found: Iterable[Candidate]) -> bool:
    """Whether so many are of the likest kinds that others needn't be looked for."""
    near = sum(not one.is_sold and (kind := _kind(this, one)) is not None and kind < NEAR for one in found)
    return near >= SIMILAR


def similar(this: Candidate, found: Iterable[Candidate]) -> list[Candidate]:
    """Up to four listed pieces, the likest kind first, within it the nearest in price."""
    kinds: list[list[Candidate]] = [[] for _ in range(KINDS)]
    for one in found:
        if not one.is_sold and (kind := _kind(this, one)) is not None:
            kinds[kind].append(one)
    chosen: list[Candidate] = []
    for alike in kinds:
        if len(chosen) < SIMILAR:
            chosen += sorted(alike, key=lambda one: (_from_price(this, one), -one.pk))
    return chosen[:SIMILAR]


def _kind(this: Candidate, other: Candidate) -> int | None:
    """0 is the same style; None is nothing alike."""
    if this.style is not None and other.style == this.style:
        return 0
    if other.category == this.category:
        return 1 if other.designer == this.designer else 2
    if this.parent is not None and other.parent == this.parent:
        return 3
    return 4 if other.designer == this.designer else None


def _from_price(this: Candidate, other: Candidate) -> Decimal:
    """How many times dearer or cheaper: twice the price is as far as half of it."""
    return max(this.price, other.price) / min(this.price, other.price)
