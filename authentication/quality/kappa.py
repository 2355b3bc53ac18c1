"""Agreement of two raters beyond chance: Cohen's kappa, plain and weighted, with its interval. Pure functions.

Cohen (1960, 1968); the large-sample standard error is that of Fleiss, Cohen and Everitt (1969), which holds for the
plain kappa as the special case of weights 1 and 0.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

Weights = Sequence[Sequence[float]]
# Of a normal distribution: 95 per cent lie within.
SPREAD = 1.959964


@dataclass(frozen=True)
class Agreement:
    """How far two raters agree: `kappa` is 1 for always and 0 for no more than by chance.

    None where it says nothing: one of them used one word only. `low` and `high` hold the true value in 95 of 100 such
    samples, for samples that aren't small; where they always agreed, `low` is by the rule of three (in n pairs without
    a difference the true share of differences is below 3/n).
    """

    n: int
    observed: float
    kappa: float | None
    error: float
    low: float
    high: float


NOTHING = Agreement(0, 0.0, None, 0.0, 0.0, 0.0)


def agreement(
    pairs: Iterable[tuple[Hashable, Hashable]], words: Sequence[Hashable], weights: Weights | None = None
) -> Agreement:
    """Of pairs of ratings in these words; with `weights` (1 on the diagonal, less beside it) partial agreement counts.

    Raises ValueError for a rating that isn't among the words.
    """
    counted = Counter(pairs)
    if strange := {word for pair in counted for word in pair} - set(words):
        raise ValueError(f"Not among the words: {strange}.")
    n = counted.total()
    if not n:
        return NOTHING
    size = range(len(words))
    shares = [[counted[words[i], words[j]] / n for j in size] for i in size]
    return _of_shares(shares, weights or identity(len(words)), n)


def identity(size: int) -> Weights:
    """Only the same word agrees."""
    return [[float(i == j) for j in range(size)] for i in range(size)]


def linear(size: int) -> Weights:
    """Words in an order: each step apart costs as much as the next."""
    return [[1 - abs(i - j) / (size - 1) for j in range(size)] for i in range(size)]


def _of_shares(p: list[list[float]], w: Weights, n: int) -> Agreement:
    size = range(len(p))
    rows = [sum(p[i]) for i in size]
    columns = [sum(p[i][j] for i in size) for j in size]
    observed = sum(w[i][j] * p[i][j] for i in size for j in size)
    chance = sum(w[i][j] * rows[i] * columns[j] for i in size for j in size)
    if max(*rows, *columns) > 1 - 1e-12:
        return Agreement(n, observed, None, 0.0, 0.0, 0.0)
    kappa = (observed - chance) / (1 - chance)
    of_row = [sum(columns[j] * w[i][j] for j in size) for i in size]
    of_column = [sum(rows[i] * w[i][j] for i in size) for j in size]
    spread = sum(
        p[i][j] * (w[i][j] - (of_row[i] + of_column[j]) * (1 - kappa)) ** 2 for i in size for j in size
    )
    variance = (spread - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    error = sqrt(max(0.0, variance))
    low, high = max(-1.0, kappa - SPREAD * error), min(1.0, kappa + SPREAD * error)
    if observed > 1 - 1e-12:
        low = max(-1.0, (max(0.0, 1 - 3 / n) - chance) / (1 - chance))
    return Agreement(n, observed, kappa, error, low, high)
