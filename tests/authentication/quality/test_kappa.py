"""Agreement against the published examples of the textbooks."""

from collections.abc import Sequence

import pytest

from authentication.quality.kappa import Agreement, agreement, identity, linear

# Wikipedia, "Cohen's kappa": two readers of 50 proposals; two tables of the same agreement and another kappa.
PROPOSALS = [[20, 5], [10, 15]]
LIKE_A, LIKE_B = [[45, 15], [25, 15]], [[25, 35], [5, 35]]
# Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions (2003), table 18.1: 100 diagnoses.
DIAGNOSES = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
# Cohen (1968), Psychological Bulletin 70: 200 patients; his weights of disagreement, turned into agreement.
PATIENTS = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
COHEN_1968 = [[1 - cost / 6 for cost in row] for row in [[0, 1, 3], [1, 0, 6], [3, 6, 0]]]
# Agresti, Categorical Data Analysis (1990), table 2.10: 91 married couples.
COUPLES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]


def of_table(table: Sequence[Sequence[int]], weights: Sequence[Sequence[float]] | None = None) -> Agreement:
    size = range(len(table))
    pairs = [(i, j) for i in size for j in size for _ in range(table[i][j])]
    return agreement(pairs, list(size), weights)


@pytest.mark.parametrize(
    ("table", "weights", "n", "kappa", "places"),
    [
        (PROPOSALS, None, 50, 0.4, 4),
        (LIKE_A, None, 100, 0.1304, 4),
        (LIKE_B, None, 100, 0.2593, 4),
        (DIAGNOSES, None, 100, 0.68, 2),
        (PATIENTS, None, 200, 0.492, 3),
        (PATIENTS, COHEN_1968, 200, 0.348, 3),
        (COUPLES, None, 91, 0.1293, 4),
        (COUPLES, linear(4), 91, 0.2374, 4),
    ],
)
def test_the_published_kappa(
    table: list[list[int]], weights: list[list[float]] | None, n: int, kappa: float, places: int
) -> None:
    found = of_table(table, weights)
    assert found.kappa is not None
    assert (found.n, round(found.kappa, places)) == (n, kappa)


@pytest.mark.parametrize(
    ("weights", "error"), [(None, 0.0686), (linear(4), 0.0783)], ids=["plain", "weighted"]
)
def test_the_published_standard_error(weights: list[list[float]] | None, error: float) -> None:
    found = of_table(COUPLES, weights)
    assert round(found.error, 4) == error
    assert found.kappa is not None
    assert found.low == pytest.approx(found.kappa - 1.96 * error, abs=2e-4)
    assert found.high == pytest.approx(found.kappa + 1.96 * error, abs=2e-4)


def test_who_always_agrees_has_one_and_who_uses_one_word_has_none() -> None:
    always = of_table([[6, 0], [0, 4]])
    assert (always.kappa, always.high) == (1.0, 1.0)
    assert always.low == pytest.approx((0.7 - 0.52) / 0.48), "3 of 10 might differ"
    alike = of_table([[10, 0], [0, 0]])
    assert (alike.n, alike.observed, alike.kappa) == (10, 1.0, None)
    assert of_table([[8, 2], [0, 0]]).kappa is None


def test_nothing_to_compare_is_nothing() -> None:
    assert (agreement([], ["a", "b"]).n, agreement([], ["a", "b"]).kappa) == (0, None)


def test_a_word_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="Not among the words"):
        agreement([("authentic", "fine")], ["authentic"])


def test_weights_cost_more_the_further_apart() -> None:
    assert linear(3) == [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    assert identity(2) == [[1.0, 0.0], [0.0, 1.0]]
