"""Sums as staff type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from portero.core.dollars import DollarField


@pytest.mark.parametrize(
    ("typed", "sum_"),
    [
        ("1500", "1500"),
        ("1,500.00", "1500.00"),
        ("$1,234,567.89", "1234567.89"),
        (" $ 12.50 ", "12.50"),
        ("999,999.9", "999999.9"),
    ],
)
def test_a_sum_may_be_typed_as_the_page_shows_it(typed: str, sum_: str) -> None:
    assert DollarField().clean(typed) == Decimal(sum_)


@pytest.mark.parametrize(
    "typed", ["12,5", "1,50", "1.500,00", ",500", "1,,500", "-5", "1.999", "$", "five", "NaN"]
)
def test_what_could_be_two_sums_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        DollarField().clean(typed)
