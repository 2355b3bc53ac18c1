"""What a buyer may like instead: pieces for sale of the same style, else of the house and kind, else of the kind."""

from collections.abc import Iterable
from decimal import Decimal

from catalog.comparables.candidates import Candidate

SIMILAR = 4


def similar(this: Candidate, found: Iterable[Candidate]) -> list[Candidate]:
    """Up to four listed pieces, the likest kind first, within it the nearest in price."""
    kinds = [(kind, one) for one in found if not one.is_sold and (kind := _kind(this, one)) is not None]
    kinds.sort(key=lambda pair: (pair[0], _from_price(this, pair[1]), -pair[1].pk))
    return [one for _, one in kinds[:SIMILAR]]


def _kind(this: Candidate, other: Candidate) -> int | None:
    """0 is the same style; None is nothing alike."""
    likeness = (
        this.style is not None and other.style == this.style,
        (other.designer, other.category) == (this.designer, this.category),
        other.category == this.category,
        this.parent is not None and other.parent == this.parent,
        other.designer == this.designer,
    )
    return next((kind for kind, holds in enumerate(likeness) if holds), None)


def _from_price(this: Candidate, other: Candidate) -> Decimal:
    """How many times dearer or cheaper: twice the price is as far as half of it."""
    return max(this.price, other.price) / min(this.price, other.price)
