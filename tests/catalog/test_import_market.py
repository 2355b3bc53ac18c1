"""Value and rarity by the other rows of the same file."""

from decimal import Decimal
from typing import Any

import pytest

from catalog.importing.comparing import Market, market_of
from catalog.importing.facts import Facts
from catalog.importing.mapping import InFile

RULES = InFile(
    value_from_percent=25,
    value_least=4,
    value_reason="{percent} % below {retail}, by {count}",
    rare_most=2,
    rare_reason="{count} of {rows}: {make}",
    rare_size_reason="the only {size} of {alike}: {make}",
)


def a_row(price: int = 300, **facts: Any) -> Facts:
    said = {"designer": "Fendi", "category": "handbags", "colour": "Black", "material": "Leather"} | facts
    return Facts("1", price=Decimal(price), **said)


def curated(market: Market, row: Facts) -> tuple[str, str]:
    market.curate(row)
    return row.bucket, row.bucket_reason


@pytest.fixture
def market() -> Market:
    """Four unworn bags first asked for 400 to 1,000; half of the rows alike."""
    asked = [a_row(first_price=Decimal(sum_), never_carried=True) for sum_ in (400, 600, 800, 1_000)]
    return market_of(RULES, [*asked, a_row(style="Baguette"), *(a_row(size=size) for size in "ssl")])


@pytest.mark.parametrize(
    ("price", "expected"), [(750, ("value", "25 % below $1,000, by 4")), (751, ("", "")), (1_200, ("", ""))]
)
def test_value_is_a_quarter_below_what_unworn_ones_were_asked_for(
    market: Market, price: int, expected: tuple[str, str]
) -> None:
    assert curated(market, a_row(price)) == expected


def test_what_comes_twice_at_most_is_rare(market: Market) -> None:
    expected = ("rarity", "1 of 8: Fendi Baguette, Black, Leather")
    assert curated(market, a_row(900, style="Baguette")) == expected


def test_the_only_one_of_its_size_is_rare(market: Market) -> None:
    assert curated(market, a_row(900, size="L"))[1] == "the only L of 7: Fendi handbags, Black, Leather"
    assert curated(market, a_row(900, size="S")) == ("", "")


def test_a_reason_that_the_row_has_stays(market: Market) -> None:
    row = a_row(100, bucket="rarity", bucket_reason="Special order")
    assert curated(market, row) == ("rarity", "Special order")


def test_of_too_few_unworn_ones_nobody_knows_the_retail_price() -> None:
    few = market_of(RULES, [a_row(1_000, never_carried=True)] * 3)
    assert curated(few, a_row(100)) == ("", "")
