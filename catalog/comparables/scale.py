"""A scale of prices with round steps, for the charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
INTERVALS = 4


@dataclass(frozen=True)
class Scale:
    """Prices in USD from `low` to `high` by `step`."""

    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def ticks(self) -> list[Decimal]:
        """The round prices a line is drawn at, lowest first."""
        return [self.low + self.step * n for n in range(int((self.high - self.low) / self.step) + 1)]

    def share(self, price: Decimal) -> float:
        """Where a price stands: 0 at the bottom, 1 at the top."""
        return float((price - self.low) / (self.high - self.low))


def scale_of(prices: Sequence[Decimal]) -> Scale:
    """The finest scale of at most five lines that holds all prices. Raises ValueError without prices."""
    low, high = min(prices), max(prices)
    if low == high:  # one price stands in the middle
        low, high = low * Decimal("0.9"), high * Decimal("1.1")
    rough = max((high - low) / INTERVALS, high / 50)
    power = Decimal(10) ** rough.adjusted()
    for size in (step * power * by for by in (1, 10) for step in STEPS):
        bottom = (low / size).to_integral_value(ROUND_FLOOR) * size
        top = max((high / size).to_integral_value(ROUND_CEILING) * size, bottom + size)
        if (top - bottom) / size <= INTERVALS:
            break
    return Scale(bottom, top, size)
