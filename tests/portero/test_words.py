"""Times, dates and countries as the house writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from unittest import mock

import pytest

from portero.core import words
from portero.core.templatetags import shop


@pytest.fixture(autouse=True)
def _in_2026() -> object:
    with mock.patch("portero.core.words.timezone.localdate", return_value=date(2026, 11, 20)):
        yield


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 24, 20, 15, tzinfo=UTC), "Tue 24 Nov, 3:15 pm ET"),
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), "Wed 1 Jul, 12 pm ET"),
        (datetime(2026, 11, 24, 5, 5, tzinfo=UTC), "Tue 24 Nov, 12:05 am ET"),
        (datetime(2025, 1, 2, 15, 0, tzinfo=UTC), "2 Jan 2025, 10 am ET"),
    ],
)
def test_moments_are_eastern(at: datetime, said: str) -> None:
    assert words.moment(at) == said


def test_the_end_of_a_hold_names_the_day_unless_it_is_today() -> None:
    assert words.until(datetime(2026, 11, 20, 20, 42, tzinfo=UTC)) == "3:42 pm ET"
    assert words.until(datetime(2026, 11, 21, 5, 19, tzinfo=UTC)) == "Sat 21 Nov, 12:19 am ET"


def test_countries() -> None:
    assert [words.country(code) for code in ("JP", "HK", "XX")] == ["Japan", "Hong Kong", "XX"]


def test_places() -> None:
    assert [words.place("Tokyo", "JP"), words.place("", "JP"), words.place("Hong Kong", "HK")] == [
        "Tokyo, Japan",
        "Japan",
        "Hong Kong",
    ]


def test_sums() -> None:
    assert [shop.dollars(12500), shop.cents(12500), shop.dollars(None)] == ["$12,500", "$12,500.00", ""]


def test_what_is_taken_off_has_a_minus_of_its_own() -> None:
    off = Decimal("-1234.5")
    assert [shop.dollars(Decimal(-15)), shop.cents(off), shop.bare(off)] == [
        "−$15",
        "−$1,234.50",
        "−1,234.50",
    ]
    assert [shop.bare(Decimal("-0.001")), shop.bare(None), shop.bare(7)] == ["0.00", "", "7.00"]


def test_small_words() -> None:
    assert [shop.counted(1, "piece"), shop.counted(1420, "piece")] == ["1 piece", "1,420 pieces"]
    assert [shop.lower_first("Dust bag"), shop.lower_first("USB key")] == ["dust bag", "USB key"]
    assert [shop.hour(0), shop.hour(10), shop.hour(12), shop.hour(18)] == ["12 am", "10 am", "12 pm", "6 pm"]


def test_a_number_is_kept_whole_and_escaped() -> None:
    assert shop.whole("R-40172864") == '<span class="nowrap">R-40172864</span>'
    assert shop.whole("<R-1>") == '<span class="nowrap">&lt;R-1&gt;</span>'
