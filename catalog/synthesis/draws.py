"""The dice: everything about a chunk of pieces that is drawn, as columns, the same for the same seed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

GRADES = ("pristine", "excellent", "very_good", "good")
GRADE_SHARES = (0.12, 0.38, 0.36, 0.14)
GRADE_TIMES = np.array([1.22, 1.05, 0.9, 0.72])
NEVER_CARRIED, REDUCED, WITH_RETAIL = 0.55, 0.22, 0.7
DAYS = 730.0
LEAST = 90  # dollars


@dataclass(frozen=True)
class Stock:
    """How many pieces in all, how many of them sold, the moment that counts as now, and how many of the newest get
    photographs and a condition report.
    """

    count: int
    seed: int
    sold_share: float
    now: datetime
    complete: int = 10_000


@dataclass(frozen=True)
class Chunk:
    """One column per fact, prices in whole dollars; 0 stands for none."""

    design: NDArray[Any]
    sentences: NDArray[Any]
    grade: NDArray[Any]
    never_carried: NDArray[Any]
    price: NDArray[Any]
    previous: NDArray[Any]
    retail: NDArray[Any]
    place: NDArray[Any]
    listed_at: NDArray[Any]
    reduced_at: NDArray[Any]
    sold: NDArray[Any]
    sold_at: NDArray[Any]


def draw(first: int, size: int, stock: Stock, designs: "Odds", places: "Odds") -> Chunk:
    """Pieces number `first` to `first + size` of the whole: the earlier ones have been here longest."""
    dice = np.random.default_rng([stock.seed, first])
    design = designs.draw(dice, size)
    grade = np.searchsorted(np.cumsum(GRADE_SHARES)[:-1], dice.random(size))
    median = designs.values[design] * GRADE_TIMES[grade] * np.exp(dice.normal(0, 0.2, size))
    price = _rounded(median)
    previous = np.where(dice.random(size) < REDUCED, _above(price, dice.uniform(1.05, 1.25, size)), 0)
    retail = np.where(dice.random(size) < WITH_RETAIL, _rounded(price * dice.uniform(1.05, 2.8, size)), 0)
    listed, reduced, sold, sold_at = _moments(first, size, stock, dice)
    return Chunk(
        design=design,
        sentences=dice.integers(0, 1 << 30, (size, 3)),
        grade=grade,
        never_carried=(grade == 0) & (dice.random(size) < NEVER_CARRIED),
        price=price,
        previous=previous,
        retail=retail,
        place=places.draw(dice, size),
        listed_at=listed,
        reduced_at=reduced,
        sold=sold,
        sold_at=sold_at,
    )


class Odds:
    """Draws an index by shares; `values` are what the indices stand for."""

    def __init__(self, shares: list[float], values: list[float]) -> None:
        self._until = np.cumsum(shares) / np.sum(shares)
        self.values = np.array(values)

    def draw(self, dice: np.random.Generator, size: int) -> NDArray[Any]:
        """That many indices."""
        return np.minimum(np.searchsorted(self._until, dice.random(size)), len(self.values) - 1)


def _rounded(amount: NDArray[Any]) -> NDArray[Any]:
    """To what a price tag says: tens, above five thousand fifties."""
    step = np.where(amount >= 5000, 50, 10)
    return np.maximum(LEAST, (amount / step).round() * step).astype(np.int64)


def _above(price: NDArray[Any], times: NDArray[Any]) -> NDArray[Any]:
    """A rounded price that is surely more than this one."""
    return np.maximum(_rounded(price * times), price + 10)


def _moments(first: int, size: int, stock: Stock, dice: np.random.Generator) -> tuple[NDArray[Any], ...]:
    """Listed over two years, more of them lately; reduced and sold after that, never later than now."""
    now = np.datetime64(stock.now.replace(tzinfo=None), "s")
    age = 1 - (first + np.arange(size) + 0.5) / stock.count
    days = np.clip(DAYS * age**1.2 + dice.normal(0, 1.5, size), 0.01, DAYS)
    chance = stock.sold_share * (1 + (1 - stock.sold_share) * (2 * age - 1))
    sold = dice.random(size) < chance
    until_sold = days * np.minimum(dice.exponential(0.3, size), 0.99)
    until_reduced = np.where(sold, until_sold, days) * dice.uniform(0.2, 0.95, size)
    return (
        now - _seconds(days),
        now - _seconds(days - until_reduced),
        sold,
        now - _seconds(days - until_sold),
    )


def _seconds(days: NDArray[Any]) -> NDArray[Any]:
    return (days * 86_400).astype(np.int64).astype("timedelta64[s]")
