"""The instalment examples beside Affirm, to the cent."""

from decimal import Decimal

import pytest

from orders.payments.instalments import PLANS, examples, monthly


@pytest.mark.parametrize(
    ("total", "apr", "count", "expected"),
    [
        ("13041.60", "15.00", 4, "3362.92"),
        ("13041.60", "15.00", 12, "1177.11"),
        ("50.00", "36.00", 12, "5.02"),
        ("30000.00", "0", 12, "2500.00"),
        ("100.00", "0", 12, "8.33"),
    ],
)
def test_a_plan_costs_so_much_a_month(total: str, apr: str, count: int, expected: str) -> None:
    assert monthly(Decimal(total), Decimal(apr), count).monthly == Decimal(expected)


def test_a_plan_says_what_it_costs_in_all() -> None:
    plan = monthly(Decimal("13041.60"), Decimal(15), 12)
    assert (plan.count, plan.total) == (12, Decimal("14125.32"))


def test_what_is_owed_is_paid_off_by_the_last_payment() -> None:
    for plan in examples(Decimal("13041.60"), Decimal(15)):
        owed = Decimal("13041.60")
        for _ in range(plan.count):
            owed = owed * (1 + plan.apr / 1200) - plan.monthly
        assert abs(owed) < Decimal("0.10")


def test_the_page_shows_a_short_and_a_long_plan() -> None:
    assert [plan.count for plan in examples(Decimal(2000), Decimal(15))] == list(PLANS) == [4, 12]
