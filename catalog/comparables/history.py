"""The price history of a piece as a stepped line: numbers for an SVG of WIDTH by HEIGHT units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

WIDTH, HEIGHT = 320, 56
LEFT, RIGHT, TOP, BOTTOM = 6.0, 314.0, 10.0, 46.0


@dataclass(frozen=True)
class Step:
    """A price in USD from the day it was set."""

    x: float
    y: float
    price: Decimal


@dataclass(frozen=True)
class Steps:
    """The path of the line and the points where the price changed, oldest first."""

    path: str
    points: Sequence[Step]

    @property
    def first(self) -> Step:
        """The price it was listed at."""
        return self.points[0]

    @property
    def last(self) -> Step:
        """The price in force."""
        return self.points[-1]


def steps(prices: Sequence[tuple[datetime, Decimal]], until: datetime) -> Steps | None:
    """The line of prices in USD, oldest first, up to a moment; None for fewer than two different prices."""
    if len({price for _, price in prices}) < 2:
        return None
    first, low, high = prices[0][0], min(p for _, p in prices), max(p for _, p in prices)
    span = max((until - first).total_seconds(), 1.0)
    points = [
        Step(
            round(LEFT + (RIGHT - LEFT) * min((at - first).total_seconds() / span, 1.0), 1),
            round(BOTTOM - (BOTTOM - TOP) * float((price - low) / (high - low)), 1),
            price,
        )
        for at, price in prices
    ]
    path = f"M{points[0].x} {points[0].y}" + "".join(f"H{point.x}V{point.y}" for point in points[1:])
    return Steps(f"{path}H{RIGHT}", points)
