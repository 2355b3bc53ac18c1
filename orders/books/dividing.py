"""Dividing a sum so that the parts add up to it: whole cents by the largest remainder."""

from collections.abc import Sequence
from decimal import Decimal

from portero.core.money import from_minor, to_minor

ZERO = Decimal("0.00")


def divide(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """The parts of `total` (USD, not negative) in proportion to sums in whole cents; they add up to it.

    No part exceeds its weight unless the total exceeds their sum. Raises ValueError where nothing has weight.
    """
    cents, parts = to_minor(total), [to_minor(weight) for weight in weights]
    whole = sum(parts)
    if cents and not whole:
        raise ValueError("There is nothing to divide it by.")
    if not cents:
        return [ZERO for _ in parts]
    floors = [cents * part // whole for part in parts]
    rests = [(cents * part) % whole for part in parts]
    for place in sorted(range(len(parts)), key=lambda n: (-rests[n], n))[: cents - sum(floors)]:
        floors[place] += 1
    return [from_minor(part) for part in floors]
