"""Prices and years in words."""

from decimal import Decimal

import pytest

from catalog.searching.amounts import amounts_in


def told(words: str) -> list[tuple[str, int | None, int | None]]:
    return [
        (words[one.start : one.end].strip(), _whole(one.low), _whole(one.high)) for one in amounts_in(words)
    ]


def _whole(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("chanel under 3000", ("under 3000", None, 3000)),
        ("below $5k", ("below $5k", None, 5000)),
        ("1,000-2,000", ("1,000-2,000", 1000, 2000)),
        ("over 10k", ("over 10k", 10_000, None)),
        ("between 2 and 3 thousand", ("between 2 and 3 thousand", 2000, 3000)),
        ("2-3k", ("2-3k", 2000, 3000)),
        ("500 to 2k", ("500 to 2k", 500, 2000)),
        ("$1,000 – $2,500", ("$1,000 – $2,500", 1000, 2500)),
        ("3000 or less", ("3000 or less", None, 3000)),
        ("up to 1.5k", ("up to 1.5k", None, 1500)),
        ("around 3000", ("around 3000", 2400, 3600)),
        ("from 2,000", ("from 2,000", 2000, None)),
        ("3000-2000", ("3000-2000", 2000, 3000)),
        ("under €500", ("under €500", None, 500)),
        ("300€", ("300€", 240, 360)),
    ],
)
def test_a_price(words: str, expected: tuple[str, int | None, int | None]) -> None:
    assert told(words) == [expected]


@pytest.mark.parametrize("words", ["size 36-38", "18k gold ring", "carré 90", "2.55", "birkin 30", "38-36"])
def test_no_price(words: str) -> None:
    assert told(words) == []


@pytest.mark.parametrize(
    ("words", "years"),
    [("from 2019", (2019,)), ("2015-2017", (2015, 2016, 2017)), ("2015 to 2016", (2015, 2016))],
)
def test_years(words: str, years: tuple[int, ...]) -> None:
    assert [one.years for one in amounts_in(words)] == [years]


@pytest.mark.parametrize(
    "words", ["under 99999999999999999999999999", "over 1,000,000,000,000", "$" + "9" * 150]
)
def test_sums_beyond_belief_are_no_prices(words: str) -> None:
    assert told(words) == []


@pytest.mark.parametrize("words", ["coat 50-52 IT", "belt 85-95 cm", "shoes 36-38 eu"])
def test_a_range_of_sizes_is_no_price(words: str) -> None:
    assert told(words) == []
